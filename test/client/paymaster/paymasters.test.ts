// Who pays in place of the account: paymasters that are asked over JSON-RPC, and those that need not be asked.
import { expect } from 'chai'

import { fixedPaymaster, rpcPaymaster, type Request } from '../../../src'
import { withRpcServer } from '../bundler/rpcServer'
import { anAddress, aUserOp, expectRefusal, expectRejection, PAYMASTER, the } from '../builders'

const ENTRY_POINT = anAddress(0xe9)
const REQUEST = {
  userOp: aUserOp(),
  entryPoint: { address: ENTRY_POINT, version: '0.7' },
  chainId: 11_155_111n,
} as const

function answering(result: unknown, context?: Readonly<Record<string, unknown>>) {
  const calls: Parameters<Request>[0][] = []
  const request: Request = (call) => {
    calls.push(call)
    return Promise.resolve(result)
  }
  return { calls, paymaster: rpcPaymaster({ request, address: PAYMASTER, ...(context && { context }) }) }
}

describe('rpcPaymaster', () => {
  const STUB = {
    paymaster: PAYMASTER,
    paymasterData: '0x1234',
    paymasterVerificationGasLimit: '0x10',
    paymasterPostOpGasLimit: '0x20',
  }

  it('asks by the methods of ERC-7677: op, EntryPoint, chain and context', async () => {
    const { calls, paymaster } = answering(STUB, { policy: 'free' })
    await paymaster.stub(REQUEST)
    await paymaster.part(REQUEST)
    expect(calls.map(({ method }) => method)).to.deep.equal(['pm_getPaymasterStubData', 'pm_getPaymasterData'])
    for (const { params } of calls) {
      const [userOp, ...rest] = params as [Record<string, unknown>, ...unknown[]]
      expect(rest).to.deep.equal([ENTRY_POINT, '0xaa36a7', { policy: 'free' }])
      expect(userOp['callGasLimit']).to.equal('0x186a0')
      expect(userOp).not.to.have.property('paymaster')
    }
  })

  it('reads stubs, those that are final and those that are not', async () => {
    const stub = {
      paymaster: PAYMASTER,
      paymasterData: '0x1234',
      paymasterVerificationGasLimit: 16n,
      paymasterPostOpGasLimit: 32n,
      isFinal: false,
    }
    expect(await answering({ ...STUB, sponsor: { name: 'Sponsor' } }).paymaster.stub(REQUEST)).to.deep.equal(stub)
    expect(await answering({ ...STUB, isFinal: true }).paymaster.stub(REQUEST)).to.deep.equal({
      ...stub,
      isFinal: true,
    })
    expect(await answering({ ...STUB, isFinal: 'yes' }).paymaster.stub(REQUEST)).to.deep.equal(stub)
  })

  it('reads parts, with gas limits or without', async () => {
    const { paymaster, paymasterData } = STUB
    expect(await answering({ paymaster, paymasterData }).paymaster.part(REQUEST)).to.deep.equal({
      paymaster,
      paymasterData,
    })
    expect(await answering(STUB).paymaster.part(REQUEST)).to.deep.include({ paymasterPostOpGasLimit: 32n })
  })

  it('refuses the part of any paymaster that the session does not name', async () => {
    const other = anAddress(0xbad)
    const { paymaster } = answering({ ...STUB, paymaster: other })
    await expectRejection(paymaster.stub(REQUEST), 'PaymasterNotAllowed', { paymaster: other })
    await expectRejection(paymaster.part(REQUEST), 'PaymasterNotAllowed', { paymaster: other })
    expect(paymaster.address).to.equal(PAYMASTER)
  })

  it('believes no answer that is none', async () => {
    for (const answer of [
      null,
      [],
      {},
      { ...STUB, paymaster: '0x12' },
      { ...STUB, paymasterData: undefined },
      { ...STUB, paymasterPostOpGasLimit: 'much' },
    ])
      await expectRejection(answering(answer).paymaster.stub(REQUEST), 'AnswerNotValid', {})
  })

  it('says in words what the service refuses', async () => {
    const refusing = (code: number, message: string) =>
      rpcPaymaster({ request: () => Promise.reject(Object.assign(new Error(message), { code })), address: PAYMASTER })
    await expectRejection(refusing(-32_501, 'not in the policy').part(REQUEST), 'PaymasterRefused', {})
    await expectRejection(refusing(-32_005, 'slow down').stub(REQUEST), 'RateLimited', {})
    await expectRejection(refusing(-32_000, 'no').stub(REQUEST), 'BundlerRefused', { code: -32_000, message: 'no' })
  })

  it('reaches a service by its URL', async () => {
    await withRpcServer(
      () => ({ result: STUB }),
      async (url, calls) => {
        const { paymasterData } = await rpcPaymaster({ url, address: PAYMASTER }).part(REQUEST)
        expect(paymasterData).to.equal('0x1234')
        expect(the(calls[0]).params[3]).to.deep.equal({})
      },
    )
  })

  it('takes an address only', () => {
    const request: Request = () => Promise.resolve(STUB)
    expectRefusal(() => rpcPaymaster({ request, address: '0x12' }), 'FieldNotValid', { field: 'address' })
    expectRefusal(() => fixedPaymaster({ paymaster: '0x12' }), 'FieldNotValid', { field: 'paymaster' })
  })
})

describe('fixedPaymaster', () => {
  it('has the same part for every op', async () => {
    const part = { paymaster: PAYMASTER, paymasterData: '0x99', paymasterPostOpGasLimit: 5n } as const
    const sponsor = fixedPaymaster(part)
    expect(await sponsor.stub(REQUEST)).to.deep.equal({ ...part, isFinal: true })
    expect(await sponsor.part(REQUEST)).to.deep.equal(part)
    expect((await fixedPaymaster({ paymaster: PAYMASTER }).part(REQUEST)).paymasterData).to.equal('0x')
  })
})
