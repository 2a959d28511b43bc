// A wallet that shows typed data by an ERC-7730 descriptor, as the text of the ERC has it: as much of it as the descriptor of
// grants uses. Nothing of src is used.
import { formatUnits } from 'ethers'

export interface Field {
  readonly path: string
  readonly label: string
  readonly format: string
  readonly params?: Readonly<Record<string, string | number | readonly string[]>>
  readonly visible?: string | { readonly ifNotIn: readonly (string | number)[] }
}

export interface Group {
  readonly path: string
  readonly label: string
  readonly fields: readonly (Field | Group)[]
}

export interface Descriptor {
  readonly context: {
    readonly eip712: { readonly domain: Readonly<Record<string, string>>; readonly domainSeparator: string }
  }
  readonly metadata: { readonly constants: Readonly<Record<string, string>> }
  readonly display: {
    readonly formats: Readonly<Record<string, { readonly intent: string; readonly fields: Group['fields'] }>>
  }
}

/** What this wallet knows of chains. */
const CHAINS: Readonly<Record<string, readonly [name: string, ticker: string]>> = {
  1: ['Ethereum Mainnet', 'ETH'],
  137: ['Polygon Mainnet', 'POL'],
}

type Data = Readonly<Record<string, unknown>>

export const isGroup = (item: Field | Group): item is Group => 'fields' in item

/** All that the path leads to: `[]` is every element. */
function valuesAt(data: unknown, path: string): readonly unknown[] {
  return path.split('.').reduce<readonly unknown[]>(
    (found, step) =>
      found.flatMap((value) => {
        if (step === '[]') return value
        const next = (value as Data)[step]
        if (next === undefined) throw new Error(`${path} leads nowhere`)
        return [next]
      }),
    [data],
  )
}

/** A number or a text. */
const plain = (value: unknown): string => {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return String(value)
  throw new Error('Only a value can be shown')
}

const two = (value: bigint): string => String(value).padStart(2, '0')

/** The lines that are shown, those of a group below its label. */
export function clearSign({ display, metadata }: Descriptor, key: string, message: Data): readonly string[] {
  const format = display.formats[key]
  if (format === undefined) throw new Error('The descriptor is for other typed data')
  const constant = (value: unknown): string => {
    const text = value as string
    const found = text.startsWith('$.') ? metadata.constants[text.slice('$.metadata.constants.'.length)] : text
    if (found === undefined) throw new Error(`${text} is no constant`)
    return found
  }

  const texts: Readonly<Record<string, (value: unknown, params: Data, within: unknown) => string>> = {
    raw: plain,
    addressName: plain,
    chainId: (value) => CHAINS[String(value)]?.[0] ?? `Chain ${String(value)}`,
    date: (value) => new Date(Number(value) * 1_000).toISOString(),
    duration: (value) => {
      const seconds = BigInt(value as number)
      return [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n].map(two).join(':')
    },
    unit: (value, { base, decimals }) => `${formatUnits(value as bigint, decimals as number)}${String(base)}`,
    tokenAmount: (value, { token, nativeCurrencyAddress, threshold, message: unlimited, chainIdPath }, within) => {
      if (constant(token) !== constant(nativeCurrencyAddress)) throw new Error('This wallet knows no tokens')
      const [chainId] = valuesAt(within, chainIdPath as string)
      const ticker = CHAINS[String(chainId)]?.[1] ?? 'of the native token'
      const amount = value as bigint
      return `${amount > BigInt(constant(threshold)) ? String(unlimited) : formatUnits(amount, 18)} ${ticker}`
    },
  }

  const lines = (items: Group['fields'], within: unknown, indent: string): readonly string[] =>
    items.flatMap((item) => {
      const found = valuesAt(within, item.path)
      if (isGroup(item))
        return found.flatMap((one) => [`${indent}${item.label}`, ...lines(item.fields, one, `${indent}  `)])
      const { visible = 'always', params = {} } = item
      return found
        .filter((value) => typeof visible === 'string' || !visible.ifNotIn.map(String).includes(String(value)))
        .map((value) => {
          const text = texts[item.format]
          if (text === undefined || visible === 'never') throw new Error(`${item.path} is not shown`)
          return `${indent}${item.label}: ${text(value, params, within)}`
        })
    })
  return [format.intent, ...lines(format.fields, message, '  ')]
}
