// Amounts and times, as people read them.
import { formatEther } from 'ethers'

const DIGITS = 6

/** Wei in ETH, with at most six digits, never rounded up. */
export function ether(wei: bigint): string {
  const [whole = '0', fraction = ''] = formatEther(wei).split('.')
  const shown = fraction.slice(0, DIGITS).replace(/0+$/, '')
  return `${whole}${shown === '' ? '' : `.${shown}`} ETH`
}

/** Seconds as 59:07, or 1:00:00. */
export function clockText(seconds: number): string {
  const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60]
  const two = (part: number): string => String(part).padStart(2, '0')
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}

/** Bytes by their ends. */
export const short = (hex: string): string => (hex.length > 14 ? `${hex.slice(0, 8)}…${hex.slice(-4)}` : hex)

export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`

export const milliseconds = (ms: number): string =>
  ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`
