// Words on a terminal: short lines below 100 columns, headings in bold where somebody watches, plain text elsewhere.
import { formatEther } from 'ethers'

const WIDTH = 96
const WATCHED = process.stdout.isTTY && process.env['NO_COLOR'] === undefined

/** Names of addresses, lower case. */
export type Names = Readonly<Record<string, string>>

/** A chapter begins. */
export function heading(text: string): void {
  console.log(WATCHED ? `\n\u001b[1m${text}\u001b[0m` : `\n${text}`)
}

/** One sentence or a few. */
export const say = (text: string): void => print(text, '  ', '  ')

/** A name and what belongs to it. */
export const item = (name: string, text: string): void => print(text, `  ${name.padEnd(12)}`, ' '.repeat(14))

/** A step inside what was said last. */
export const detail = (name: string, text: string): void => print(text, `      ${name.padEnd(8)}`, ' '.repeat(14))

/** What somebody reads on a screen of their own. */
export function quote(text: string): void {
  for (const line of text.split('\n')) {
    const [indent = ''] = /^ *(- )?/.exec(line) ?? []
    print(line.slice(indent.length), `    | ${indent}`, `    | ${' '.repeat(indent.length)}`)
  }
}

export const ether = (wei: bigint): string => `${formatEther(wei).replace(/\.0$/, '')} ETH`

/** To three digits. */
export const roughEther = (wei: bigint): string => {
  const scale = 10n ** BigInt(Math.max(0, String(wei).length - 3))
  return `about ${ether((wei / scale) * scale)}`
}

/** Thousands apart. */
export const count = (n: bigint | number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',')

export const shortHex = (hex: string): string => `${hex.slice(0, 6)}…${hex.slice(-4)}`

/** Known addresses by name, others short; not once more as the number that they are, nor beside their name. */
export const readable = (text: string, names: Names): string =>
  text
    .replace(
      /(0x[0-9a-fA-F]{40})(?: \(\d+\))?/g,
      (_, address: string) => names[address.toLowerCase()] ?? shortHex(address),
    )
    .replace(/\b(.+?) \(\1\)/g, '$1')

function print(text: string, first: string, next: string): void {
  let line = first
  let empty = true
  for (const word of text.split(' ')) {
    if (!empty && line.length + 1 + word.length > WIDTH) {
      console.log(line)
      line = next
      empty = true
    }
    line += empty ? word : ` ${word}`
    empty = false
  }
  console.log(line.trimEnd())
}
