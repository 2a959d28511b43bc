import { concat, Interface, parseEther, toBeHex } from 'ethers'
import { expect } from 'chai'

import {
  encodeExecute,
  entryPointInterface,
  grantCall,
  openZeppelinAccount,
  packUserOp,
  rpcUserOp,
  sessionId,
  sessionKeyValidatorInterface,
  signSessionOp,
  unpackUserOp,
  type Hex,
  type UserOp,
} from '../../src'
import { ACCOUNT, anAddress, aSession, KEY, MODULE, PAYMASTER, SOCIO3 } from '../client/builders'
import { fileWith, latchkey } from './stage'

const refused = sessionKeyValidatorInterface.encodeErrorResult('CallsOverLimit', [21n, 20n])
const inside = entryPointInterface.encodeErrorResult('FailedOpWithRevert', [0, 'AA23 reverted', refused])

const aUserOp = (changes: Partial<UserOp> = {}): UserOp => ({
  sender: ACCOUNT,
  nonce: openZeppelinAccount.nonceKey(MODULE, 5) << 64n,
  callData: encodeExecute([
    { to: SOCIO3, value: 1n },
    { to: MODULE, data: grantCall({ module: MODULE, session: aSession() }).data },
  ]),
  callGasLimit: 100n,
  verificationGasLimit: 200n,
  preVerificationGas: 300n,
  maxFeePerGas: 10n ** 12n,
  maxPriorityFeePerGas: 1n,
  signature: '0x',
  ...changes,
})

describe('latchkey decode', () => {
  it("explains a revert, also of the module inside of the EntryPoint's", async () => {
    for (const bytes of [refused, inside]) {
      const { code, out } = await latchkey(['decode', bytes])
      expect(code).to.equal(0)
      expect(out).to.contain('[CallsOverLimit]').and.to.contain('21').and.to.contain('20')
    }
    expect((await latchkey(['decode', inside])).out).to.contain('AA23 reverted')
    const { json } = await latchkey(['decode', inside, '--json'])
    expect(json()).to.deep.include({ kind: 'error' })
    expect((json()['error'] as { args: object }).args).to.deep.equal({ calls: '21', limit: '20' })
  })

  it("explains a bundler's error, as JSON, from a file, and as its bare message", async () => {
    const error = { jsonrpc: '2.0', id: 1, error: { code: -32507, message: 'Invalid UserOp signature' } }
    for (const input of [JSON.stringify(error), fileWith(error), 'AA24 signature error']) {
      const { code, out } = await latchkey(['decode', input])
      expect({ code, is24: out.includes('[AA24]') }).to.deep.equal({ code: 0, is24: true })
    }
    const banned = { code: -32502, message: 'account uses banned opcode: TIMESTAMP' }
    const stdin = async () => await Promise.resolve(JSON.stringify(banned))
    expect((await latchkey(['decode', '-'], { stdin })).out).to.contain('[OpcodeRefused]')
  })

  it('ends with 1 where nothing is known of it', async () => {
    expect((await latchkey(['decode', '0x'])).out).to.contain('[RevertWithoutData]')
    for (const input of ['0x', '0x12345678', JSON.stringify({ code: -32500, message: 'no' })])
      expect((await latchkey(['decode', input])).code).to.equal(1)
  })

  it('shows what a userOp does and who pays at most how much', async () => {
    const { code, out } = await latchkey(['decode', fileWith(rpcUserOp(aUserOp())), '--module', MODULE])
    expect(code).to.equal(0)
    expect(out).to.contain(`userOp of ${ACCOUNT}`)
    expect(out).to.contain('number 0, for the session module')
    // 600 gas at 10^12 wei.
    expect(out).to.contain('paid by the account: at most 0.0006 ETH')
    expect(out).to.contain(`call 0: plain transfer to ${SOCIO3}, with 1 wei`)
    expect(out).to.contain(`call 1: grant(session ${sessionId(aSession())}) of ${MODULE}`)
  })

  it('reads a packed op, and one inside of a request to a bundler', async () => {
    const plain = (await latchkey(['decode', fileWith(rpcUserOp(aUserOp())), '--module', MODULE, '--json'])).json()
    const packed = packUserOp(aUserOp())
    const asText = { ...packed, nonce: toBeHex(packed.nonce), preVerificationGas: toBeHex(packed.preVerificationGas) }
    const request = { method: 'eth_sendUserOperation', params: [rpcUserOp(aUserOp()), anAddress(1)] }
    for (const other of [asText, request])
      expect((await latchkey(['decode', fileWith(other), '--module', MODULE, '--json'])).json()).to.deep.equal(plain)
  })

  it('tells an op of a session, its window, and who pays', async () => {
    const session = aSession({ paymaster: PAYMASTER, validAfter: 60 })
    const calls = [{ to: SOCIO3, data: concat([session.permissions[0]!.selector, toBeHex(1, 32)]) as Hex }]
    const { userOp } = await signSessionOp({
      session,
      key: KEY,
      calls,
      userOp: aUserOp({ nonce: openZeppelinAccount.nonceKey(MODULE, 0) << 64n }),
      module: MODULE,
      entryPoint: { address: anAddress(1), version: '0.7' },
      chainId: 1n,
    })
    const answer = (
      await latchkey(['decode', fileWith(rpcUserOp(unpackUserOp(userOp))), '--module', MODULE, '--json'])
    ).json()
    expect(answer['session']).to.deep.equal({
      signerKind: 'secp256k1',
      validAfter: 60,
      validUntil: session.validUntil,
      bringsGrant: false,
    })
  })

  it('knows the session module in the nonce of every kind of account, and in no other', async () => {
    const keyOf = async (nonce: bigint): Promise<boolean> =>
      (await latchkey(['decode', fileWith(rpcUserOp(aUserOp({ nonce }))), '--module', MODULE])).out.includes(
        ', for the session',
      )
    expect(await keyOf(0n)).to.equal(false)
    expect(await keyOf((BigInt(anAddress(77)) << 32n) << 64n)).to.equal(false)
    expect(await keyOf(((BigInt(MODULE) << 32n) + 4_000_000_000n) << 64n)).to.equal(true)
    expect(await keyOf((BigInt(MODULE) + (9n << 168n)) << 64n)).to.equal(true)
  })

  it('names functions by the ABIs that it is given', async () => {
    const data = new Interface(['function tip(uint256 postId, string note)']).encodeFunctionData('tip', [7, 'a\nb'])
    const callData = encodeExecute([{ to: SOCIO3, data, value: parseEther('1') }])
    const words = fileWith({
      abis: { [SOCIO3]: ['function tip(uint256 postId, string note)'] },
      labels: { [SOCIO3]: 'Socio3' },
    })
    expect((await latchkey(['decode', callData])).out).to.contain(`function ${data.slice(0, 10)} of ${SOCIO3}`)
    expect((await latchkey(['decode', callData, '--words', words])).out).to.contain(
      `tip(7, "a\\nb") of Socio3 (${SOCIO3}), with 1 ETH`,
    )
  })

  it('calls a mode that no session may use by its name', async () => {
    const callData = new Interface(['function execute(bytes32,bytes)']).encodeFunctionData('execute', [
      `0xff${'00'.repeat(31)}`,
      SOCIO3,
    ])
    expect((await latchkey(['decode', callData])).out).to.contain('delegatecall')
  })

  it('ends with 2 for what cannot be read', async () => {
    const nonceless = Object.fromEntries(Object.entries(rpcUserOp(aUserOp())).filter(([name]) => name !== 'nonce'))
    for (const input of ['nowhere.json', fileWith(''), fileWith(nonceless)])
      expect((await latchkey(['decode', input])).code).to.equal(2)
  })
})
