import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import Ajv from 'ajv'
import { expect } from 'chai'
import { parseEther, TypedDataEncoder, ZeroHash, type TypedDataField } from 'ethers'

import { readText } from '../../scripts/files'
import {
  allow,
  allowTransfer,
  createSession,
  grantTypedData,
  oneOf,
  RELEASE,
  spend,
  type GrantEntry,
  type Hex,
  type Session,
} from '../../src'
import { ACCOUNT, anAddress, aSession, KEY_ADDRESS, NOW, PAYMASTER, SOCIO3, word } from '../client/builders'
import { clearSign, isGroup, type Descriptor, type Field, type Group } from './clearSigning'

const descriptor = JSON.parse(readText('docs/eip712-latchkey-grant.json')) as Descriptor
const schema = JSON.parse(readFileSync(join(__dirname, 'erc7730.schema.json'), 'utf8')) as object
const MODULE = RELEASE.validator.address

const anEntry = (session: Session, changes: Partial<GrantEntry> = {}): GrantEntry => ({
  chainId: 1n,
  account: ACCOUNT,
  epoch: word(3),
  replaces: ZeroHash as Hex,
  session,
  ...changes,
})

const typed = grantTypedData({ module: MODULE }, [anEntry(aSession())])
const key = TypedDataEncoder.from(typed.types).encodeType('Grant')

const shown = (...entries: GrantEntry[]): readonly string[] =>
  clearSign(descriptor, key, { ...grantTypedData({ module: MODULE }, entries).message })

/** A struct's fields with their whole paths, to the types that are no structs. */
function leavesOf(type: string, path = ''): readonly (readonly [path: string, type: string])[] {
  const struct = (typed.types as Readonly<Record<string, readonly TypedDataField[]>>)[type]
  if (struct === undefined) return [[path, type]]
  return struct.flatMap(({ name, type: of }) => {
    const place = path === '' ? name : `${path}.${name}`
    return of.endsWith('[]') ? leavesOf(of.slice(0, -2), `${place}.[]`) : leavesOf(of, place)
  })
}

const fieldsIn = (items: Group['fields'], above = ''): readonly (readonly [path: string, field: Field])[] =>
  items.flatMap((item) => {
    const path = above === '' ? item.path : `${above}.${item.path}`
    return isGroup(item) ? fieldsIn(item.fields, path) : [[path, item] as const]
  })

const fields = fieldsIn(descriptor.display.formats[key]?.fields ?? [])

/** What a format may show. */
const TYPES: Readonly<Record<string, RegExp>> = {
  raw: /./,
  addressName: /^address$/,
  chainId: /^uint256$/,
  date: /^uint48$/,
  duration: /^uint32$/,
  tokenAmount: /^uint80$/,
  unit: /^uint80$/,
}

describe('docs/eip712-latchkey-grant.json', () => {
  it('fits its schema', () => {
    const ajv = new Ajv({ allErrors: true })
    expect(ajv.validate(schema, descriptor), ajv.errorsText()).to.equal(true)
  })

  it('is refused by that schema with any format, parameter or rule that there is not', () => {
    const fits = (change: (text: string) => string): unknown =>
      new Ajv().validate(schema, JSON.parse(change(JSON.stringify(descriptor))))
    for (const [from, to] of [
      ['"format":"duration"', '"format":"days"'],
      ['"encoding":"timestamp"', '"encoding":"milliseconds"'],
      ['"ifNotIn":[0]', '"ifIn":[0]'],
      ['"label":"Ends"', '"name":"Ends"'],
      ['"path":"replaces"', '"path":"#/replaces"'],
      ['"types":["contract"]', '"types":["friend"]'],
      ['GrantEntry[] entries)', 'GrantEntry[] entries) '],
    ] as const)
      expect(
        fits((text) => (expect(text).to.contain(from), text.replace(from, to))),
        to,
      ).to.equal(false)
  })

  it('is for the typed data of a grant by the module of this version, and for no other', () => {
    expect(Object.keys(descriptor.display.formats)).to.deep.equal([key])
    expect(descriptor.context.eip712.domain).to.deep.equal(typed.domain)
    expect(descriptor.context.eip712.domainSeparator).to.equal(TypedDataEncoder.hashDomain(typed.domain))
  })

  it('shows every value of the typed data, by a format of its type', () => {
    const leaves = leavesOf('Grant')
    expect(fields.map(([path]) => path)).to.have.members(leaves.map(([path]) => path))
    for (const [path, { format, visible }] of fields) {
      expect(leaves.find(([leaf]) => leaf === path)?.[1], path).to.match(TYPES[format] ?? /never/)
      expect(visible, path).not.to.equal('never')
    }
  })

  it('shows all of a session: amounts in units of the chain that they are on, times as dates', () => {
    const session = createSession({
      signer: KEY_ADDRESS,
      allow: [
        allow({ address: SOCIO3, abi: ['function pay(address to, uint256 amount)'] }, 'pay', {
          to: oneOf(PAYMASTER, ACCOUNT),
          amount: spend({ max: 100n, allowance: 2 }),
        }),
      ],
      expires: '1h',
      period: '10m',
      calls: 20,
      fees: { max: parseEther('0.002'), sponsor: PAYMASTER },
      now: NOW,
    })
    const [first, second] = [ACCOUNT, PAYMASTER].map((one) => word(BigInt(one))) as [Hex, Hex]
    const lines = shown(anEntry(session, { chainId: 137n, replaces: word(9) }))
    expect(lines.slice(0, 17)).to.deep.equal([
      'Grant sessions',
      '  Session',
      '    Chain: Polygon Mainnet',
      `    Account: ${ACCOUNT}`,
      '    Key type: secp256k1',
      `    Session key: ${KEY_ADDRESS}`,
      '    Not before: 2023-11-14T22:12:20.000Z',
      '    Ends: 2023-11-14T23:13:20.000Z',
      '    Limits renew every: 00:10:00',
      '    Calls at most: 20',
      '    Value at most: 0.0 POL',
      '    Fees at most: 0.002 POL',
      `    Paymaster: ${PAYMASTER}`,
      `    Ends session: ${word(9)}`,
      `    Epoch: ${word(3)}`,
      '    It may call',
      `      Contract: ${SOCIO3}`,
    ])
    expect(readText('docs/clear-signing.md')).to.contain(`\n${lines.slice(0, 18).join('\n')}\n`)
    expect(lines).to.include.members(['      Function: pay(address,uint256)', '        Allowance number: 2'])
    expect(lines.filter((line) => line.trim().startsWith('Is: '))).to.have.members([
      '        Is: oneOf',
      '        Is: charge',
    ])
    expect(lines.filter((line) => line.trim().startsWith('Of: '))).to.have.members(
      [first, second, word(100)].map((value) => `        Of: ${value}`),
    )
  })

  it('says that there is no limit where there is none, and no more than there is to say', () => {
    const session = createSession({
      signer: KEY_ADDRESS,
      allow: [allowTransfer(anAddress(0x77), { maxValue: parseEther('0.5') })],
      expires: '1h',
      fees: { sponsor: PAYMASTER },
      value: 2n ** 80n - 1n,
      now: NOW,
    })
    const lines = shown(anEntry(session)).map((line) => line.trimStart())
    expect(lines).to.include.members(['Fees at most: No limit ETH', 'Value at most: No limit ETH'])
    expect(lines).to.include.members(['Value per call: 0.5 native', 'Function: ', 'Calls at most: 4294967295'])
    for (const label of ['Not before', 'Limits renew every', 'Ends session', 'Only if'])
      expect(
        lines.filter((line) => line.startsWith(label)),
        label,
      ).to.deep.equal([])
  })

  it('shows every entry, each amount in the money of its own chain', () => {
    const lines = shown(anEntry(aSession()), anEntry(aSession(), { chainId: 137n }))
    expect(lines.filter((line) => line.includes('Fees'))).to.deep.equal([
      '    Fees at most: 0.001 ETH',
      '    Fees at most: 0.001 POL',
    ])
  })

  it('shows another text when any one value is another', () => {
    const rule = {
      path: [0],
      wordType: 'uint256',
      comparison: 'charge',
      mask: word(2n ** 256n - 1n),
      values: [word(1)],
      allowance: 0,
    }
    const session = aSession({ validAfter: 7, period: 600, paymaster: PAYMASTER, maxCalls: 5, maxValue: 9n })
    const [entry] = grantTypedData({ module: MODULE }, [anEntry(session, { replaces: word(1) })]).message.entries
    const permissions = entry?.session.permissions.map((permission) => ({ ...permission, maxValue: 1n, rules: [rule] }))
    const message = { entries: [{ ...entry, session: { ...entry?.session, permissions } }] }
    const text = (of: unknown): string => clearSign(descriptor, key, of as Record<string, unknown>).join('\n')
    const changes = changed(message)
    expect(changes.map(([path]) => path)).to.have.members(leavesOf('Grant').map(([path]) => path))
    for (const [path, other] of changes) expect(text(other), path).not.to.equal(text(message))
  })
})

/** The same with one value changed, for each of its values. */
function changed(value: unknown, path = ''): readonly (readonly [path: string, other: unknown])[] {
  if (typeof value === 'bigint') return [[path, value + 1n]]
  if (typeof value === 'number') return [[path, value + 1]]
  if (typeof value === 'string') return [[path, value.replace(/.$/, (last) => (last === '1' ? '2' : '1'))]]
  return Object.entries(value as object).flatMap(([name, inner]) =>
    changed(inner, `${path}${path === '' ? '' : '.'}${Array.isArray(value) ? '[]' : name}`).map(([place, other]) => {
      const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<
        string,
        unknown
      >
      copy[name] = other
      return [place, copy] as const
    }),
  )
}
