// Whether a secret can be read in a value, however it is written there.
import { inspect } from 'node:util'

/** A secret of 32 bytes, as hexadecimal text, in all the ways that one would find it. */
function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret.replace(/^0x/, ''), 'hex')
  const plain = bytes.toString('base64').replace(/=+$/, '')
  // In the middle of other bytes base64 begins elsewhere; its inner part is the same from then on.
  const shifted = [1, 2].map((by) =>
    Buffer.concat([Buffer.alloc(by), bytes])
      .toString('base64')
      .slice(4, -4),
  )
  return [
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    plain,
    ...shifted,
    bytes.toString('base64url'),
    BigInt(`0x${bytes.toString('hex')}`).toString(),
    [...bytes].join(','),
    bytes.toString('latin1'),
  ]
}

/** All texts, numbers and bytes in a value. */
function writtenIn(value: unknown, seen = new Set<unknown>()): string {
  if (typeof value === 'bigint') return `${value} ${value.toString(16)}`
  if (typeof value !== 'object' || value === null) return String(value)
  if (seen.has(value)) return ''
  seen.add(value)
  if (value instanceof ArrayBuffer) return writtenInBytes(new Uint8Array(value))
  if (ArrayBuffer.isView(value)) return writtenInBytes(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
  const inner =
    value instanceof Map
      ? [...value].flat()
      : Reflect.ownKeys(value).flatMap((key) => [key, Reflect.get(value, key) as unknown])
  return inner.map((part) => writtenIn(part, seen)).join('\n')
}

const writtenInBytes = (bytes: Uint8Array): string =>
  [Buffer.from(bytes).toString('hex'), Buffer.from(bytes).toString('latin1'), [...bytes].join(',')].join('\n')

/** What a log, or a report of a crash, would show. */
const shownOf = (value: unknown): string =>
  [
    inspect(value, { depth: 20, showHidden: true }),
    JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part)),
  ].join('\n')

/** In which of its forms a secret is in a value; empty if in none. */
export function tracesOf(secret: string, value: unknown): readonly string[] {
  const text = [writtenIn(value), shownOf(value)].join('\n')
  return formsOf(secret).filter((form) => text.includes(form))
}
