import { expect } from 'chai'
import { ZeroHash } from 'ethers'
import fc from 'fast-check'

import { describeGrant, describeSession, sessionId, type GrantEntry, type Hex } from '../../src'
import { runs, session as anySession } from './arbitraries'
import { ACCOUNT, anAddress, aSession, expectRefusal, NOW, SOCIO3, word } from './builders'

const anEntry = (overrides: Partial<GrantEntry> = {}): GrantEntry => ({
  chainId: 10n,
  account: ACCOUNT,
  epoch: word(3),
  replaces: ZeroHash as Hex,
  session: aSession(),
  ...overrides,
})

const linesOf = (...of: Parameters<typeof describeGrant>): readonly string[] => describeGrant(...of).split('\n')

/** The session's own text, as it stands inside of a grant's. */
const indented = (text: string): readonly string[] => text.split('\n').map((line) => (line === '' ? '' : `  ${line}`))

describe('describeGrant', () => {
  it('says of one entry where it is for, what it ends, and all of its session', () => {
    expect(linesOf([anEntry()], { now: NOW })).to.deep.equal([
      'This signature grants a session',
      '',
      `1 of 1: on chain 10, for the account ${ACCOUNT}`,
      '  ends no other session',
      '  valid in epoch 3 of the account, and in no later one',
      ...indented(describeSession(aSession(), { now: NOW })),
      '',
      'It costs no transaction now: whoever has the signature can bring it to the chain, until the session is over or revoked, or the account ends all of its sessions.',
    ])
  })

  it('shows every chain under the signature, and which of them is another one (T157)', () => {
    const other = anAddress(0x77)
    const wide = aSession({ maxFee: 7n })
    const entries = [anEntry({ chainId: 8453n, account: other, session: wide }), anEntry()]
    const lines = linesOf(entries, { chainId: 10n, chains: { 8453: { name: 'Base' } } })
    expect(lines[0]).to.equal('This signature grants 2 sessions, each on a chain of its own')
    expect(lines.filter((line) => / of 2: /.test(line))).to.deep.equal([
      `1 of 2: on chain 10, which is this one, for the account ${ACCOUNT}`,
      `2 of 2: on Base (chain 8453), ANOTHER CHAIN, for the account ${other}`,
    ])
    expect(lines.filter((line) => line.includes('worst-case fees'))).to.deep.equal([
      '    - fees: at most 0.001 ETH in worst-case fees, counted also when a call fails',
      '    - fees: at most 7 wei in worst-case fees, counted also when a call fails',
    ])
  })

  it('takes names and currency of one chain for no other', () => {
    const entries = [anEntry(), anEntry({ chainId: 137n })]
    const lines = linesOf(entries, { chains: { 137: { labels: { [SOCIO3]: 'Socio3' }, currency: 'POL' } } })
    expect(lines.filter((line) => line.includes('call upvotePost'))).to.deep.equal([
      `    - call upvotePost(uint256) on ${SOCIO3}`,
      `    - call upvotePost(uint256) on Socio3 (${SOCIO3})`,
    ])
    const fees = lines.filter((line) => line.includes('fees: at most')).map((line) => line.split(' in ')[0])
    expect(fees).to.deep.equal(['    - fees: at most 0.001 ETH', '    - fees: at most 0.001 POL'])
  })

  it('tells the session that ends with it, by its key and end where it is known, by its id where not', () => {
    const old = aSession({ maxFee: 5n })
    const replaces = sessionId(old)
    const known = `  ends, when it begins, the session ${replaces}, of the secp256k1 key ${old.signer}, which would last until 2023-11-14 23:13:20 UTC`
    expect(linesOf([anEntry({ replaces })], { known: [aSession({ maxFee: 6n }), old] })).to.include(known)
    const unknown = `  ends, when it begins, the session ${replaces}, which is not known here`
    expect(linesOf([anEntry({ replaces })])).to.include(unknown)
  })

  it('counts the epoch by its counter alone', () => {
    const epoch: Hex = `0x${'ab'.repeat(28)}00000005`
    expect(linesOf([anEntry({ epoch })])).to.include('  valid in epoch 5 of the account, and in no later one')
  })

  it('says all that describeSession says, of any session', () => {
    fc.assert(
      fc.property(anySession, (session) => {
        const lines = linesOf([anEntry({ session })], { now: NOW })
        expect(lines).to.include.members([...indented(describeSession(session, { now: NOW }))])
      }),
      runs(50),
    )
  })

  it('describes nothing that could not be granted: no entry, two of a chain, an account without the module', () => {
    expectRefusal(() => describeGrant([]), 'FieldNotValid', {})
    expectRefusal(() => describeGrant([anEntry(), anEntry()]), 'FieldNotValid', {})
    expectRefusal(() => describeGrant([anEntry({ epoch: word(2) })]), 'FieldNotValid', { field: 'epoch' })
    expectRefusal(() => describeGrant([anEntry({ replaces: sessionId(aSession()) })]), 'ReplacesItself', {})
  })
})
