import { expect } from 'chai'
import { TypedDataEncoder, ZeroHash } from 'ethers'
import fc from 'fast-check'

import { grantFromTypedData, grantTypedData, MODULE_VERSION, type GrantEntry, type Hex } from '../../src'
import { runs, session as anySession } from './arbitraries'
import { ACCOUNT, anAddress, aPermission, aRule, aSession, MODULE, the, word } from './builders'

const anEntry = (overrides: Partial<GrantEntry> = {}): GrantEntry => ({
  chainId: 10n,
  account: ACCOUNT,
  epoch: word(3),
  replaces: ZeroHash as Hex,
  session: aSession({ permissions: [aPermission({ rules: [aRule()] })] }),
  ...overrides,
})

type Payload = {
  types: Record<string, { name: string; type: string }[]>
  primaryType: string
  domain: Record<string, unknown>
  message: { entries: Record<string, unknown>[] }
}

/** What a wallet gets over eth_signTypedData_v4, as ethers writes it. */
function payloadOf(entries: readonly GrantEntry[]): Payload {
  const { domain, types, message } = grantTypedData({ module: MODULE }, entries)
  return JSON.parse(JSON.stringify(TypedDataEncoder.getPayload(domain, types, message))) as Payload
}

describe('grantFromTypedData', () => {
  it('reads any grant as it was made (I17)', () => {
    fc.assert(
      fc.property(anySession, anySession, (one, two) => {
        const entries = [anEntry({ session: one }), anEntry({ chainId: 8453n, account: anAddress(0x77), session: two })]
        const { module, version, entries: read } = grantFromTypedData(JSON.stringify(payloadOf(entries)))
        expect([module.toLowerCase(), version]).to.deep.equal([MODULE.toLowerCase(), MODULE_VERSION])
        expect(grantTypedData({ module, version }, read)).to.deep.equal(grantTypedData({ module, version }, entries))
      }),
      runs(50),
    )
  })

  it('takes numbers as numbers, as decimals and as hex, and types without the domain’s', () => {
    const payload = payloadOf([anEntry()])
    const entry = the(payload.message.entries[0])
    delete payload.types['EIP712Domain']
    for (const chainId of [10, '10', '0xa'])
      expect(grantFromTypedData({ ...payload, message: { entries: [{ ...entry, chainId }] } }).entries).to.deep.equal(
        grantFromTypedData(payload).entries,
      )
  })

  const whole = payloadOf([anEntry()])
  const entry = the(whole.message.entries[0])
  const session = entry['session'] as Record<string, unknown>
  const rule = (changes: object): Record<string, unknown> => {
    const [permission] = session['permissions'] as Record<string, unknown>[]
    const [first] = the(permission)['rules'] as Record<string, unknown>[]
    return { ...session, permissions: [{ ...permission, rules: [{ ...first, ...changes }] }] }
  }
  const withEntry = (changes: object): unknown => ({ ...whole, message: { entries: [{ ...entry, ...changes }] } })
  const others: Readonly<Record<string, unknown>> = {
    'no JSON': '{',
    'no types': { ...whole, types: null },
    'an epoch that is none': withEntry({ epoch: '0xzz' }),
    'another primary type': { ...whole, primaryType: 'Renounce' },
    'the domain of another contract’s': { ...whole, domain: { ...whole.domain, name: 'Permit2' } },
    'a domain with a chain': { ...whole, domain: { ...whole.domain, chainId: 1 } },
    'a field more in its types': {
      ...whole,
      types: { ...whole.types, Session: [...the(whole.types['Session']), { name: 'note', type: 'string' }] },
    },
    'a type more': { ...whole, types: { ...whole.types, Extra: [] } },
    'another type of the domain': { ...whole, types: { ...whole.types, EIP712Domain: [] } },
    'what is not signed beside what is (T157)': withEntry({ note: 'approved by your bank' }),
    'no entry': { ...whole, message: { entries: [] } },
    'two entries of a chain': { ...whole, message: { entries: [entry, entry] } },
    'entries out of order': { ...whole, message: { entries: [entry, { ...entry, chainId: '1' }] } },
    'a chain below zero': withEntry({ chainId: -1 }),
    'an epoch without the module': withEntry({ epoch: word(2) }),
    'a session that cannot be granted': withEntry({ session: { ...session, maxCalls: '0' } }),
    'a kind of key that there is not': withEntry({ session: { ...session, signerKind: 'RSA' } }),
    'a comparison that there is not': withEntry({ session: rule({ comparison: 'like' }) }),
    'a word that there is not': withEntry({ session: rule({ wordType: 'uint7' }) }),
  }
  for (const [what, json] of Object.entries(others))
    it(`refuses ${what}`, () => {
      expect(() => grantFromTypedData(json)).to.throw(/\[(JsonNotValid|FieldNotValid|MaxCallsZero)\]$/)
    })
})
