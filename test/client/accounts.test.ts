import { expect } from 'chai'
import { AbiCoder, concat, toBeHex, zeroPadValue } from 'ethers'
import fc from 'fast-check'

import {
  encodeExecute,
  encodeInstallData,
  grantCall,
  installCall,
  openZeppelinAccount,
  randomSalt,
  renounceCall,
  revokeAllCall,
  revokeCall,
  sessionId,
  sessionKeyValidatorInterface,
  sessionPreimage,
  sessionStruct,
  uninstallCall,
  type Call,
  type Hex,
} from '../../src'
import { address, call, runs, session as anySession } from './arbitraries'
import { ACCOUNT, aPermission, aSession, expectRefusal, MODULE, SOCIO3, UPVOTE, word, the } from './builders'

const size = (bytes: string): number => bytes.length / 2 - 1
const padded = (bytes: string): string => concat([bytes, `0x${'00'.repeat((32 - (size(bytes) % 32)) % 32)}`])

// callData by hand, as docs/encoding.md draws it.
const execute = (mode: string, executionCalldata: string): string =>
  concat(['0xe9ae5c53', mode, word(0x40), word(size(executionCalldata)), padded(executionCalldata)])

function batch(calls: readonly Call[]): string {
  const tails = calls.map(({ to, value, data }) =>
    concat([zeroPadValue(to, 32), word(value), word(0x60), word(size(data)), padded(data)]),
  )
  let pointer = 32 * calls.length
  const heads = tails.map((tail) => word((pointer += size(tail)) - size(tail)))
  return concat([word(0x20), word(calls.length), ...heads, ...tails])
}

describe('encodeExecute', () => {
  it('writes one call in single mode, for any call', () => {
    fc.assert(
      fc.property(call, (one) => {
        const single = concat([one.to, word(one.value), one.data])
        expect(encodeExecute([one])).to.equal(execute(word(0), single))
      }),
      runs(100),
    )
  })

  it('writes several calls as a canonical batch, for any calls', () => {
    fc.assert(
      fc.property(fc.array(call, { minLength: 2, maxLength: 6 }), (calls) => {
        expect(encodeExecute(calls)).to.equal(execute(`0x01${'00'.repeat(31)}`, batch(calls)))
      }),
      runs(100),
    )
  })

  it('fills in no value and no data', () => {
    expect(encodeExecute([{ to: SOCIO3 }])).to.equal(encodeExecute([{ to: SOCIO3, value: 0n, data: '0x' }]))
  })

  it('refuses no calls, and half a selector', () => {
    expectRefusal(() => encodeExecute([]), 'BatchEmpty', {})
    const half = [UPVOTE, { to: SOCIO3, data: '0x12' }]
    expectRefusal(() => encodeExecute(half), 'SelectorIncomplete', { callIndex: 1n, length: 1n })
  })
})

describe('openZeppelinAccount', () => {
  it('puts the validator into the upper 20 bytes of the nonce key and the lane into the lower 4', () => {
    fc.assert(
      fc.property(address, fc.nat(2 ** 32 - 1), (validator, lane) => {
        const key = openZeppelinAccount.nonceKey(validator, lane)
        expect(toBeHex(key, 24)).to.equal(concat([validator, toBeHex(lane, 4)]))
      }),
      runs(100),
    )
  })

  it('refuses lanes that there are not', () => {
    for (const lane of [-1, 2 ** 32, 0.5])
      expectRefusal(() => openZeppelinAccount.nonceKey(MODULE, lane), 'FieldNotValid', { field: 'lane' })
  })

  it('installs and uninstalls a validator with the data as it is', () => {
    const install = { account: ACCOUNT, validator: MODULE, data: '0x1234' } as const
    const args = AbiCoder.defaultAbiCoder().encode(['uint256', 'address', 'bytes'], [1, MODULE, '0x1234'])
    expect(openZeppelinAccount.installValidator(install)).to.deep.equal({
      to: ACCOUNT,
      value: 0n,
      data: concat(['0x9517e29f', args]),
    })
    expect(openZeppelinAccount.uninstallValidator(install)).to.deep.equal({
      to: ACCOUNT,
      value: 0n,
      data: concat(['0xa71763a8', args]),
    })
  })
})

describe('install data', () => {
  it('is the salt and the sessions, for any sessions', () => {
    const struct = the(sessionKeyValidatorInterface.getFunction('grant').inputs[0]).format('sighash')
    fc.assert(
      fc.property(fc.array(anySession, { maxLength: 3 }), (sessions) => {
        const [salt, decoded] = AbiCoder.defaultAbiCoder().decode(
          ['bytes32', `${struct}[]`],
          encodeInstallData(word(5), sessions),
        )
        expect(salt).to.equal(word(5))
        const grants = sessions.map((one) => grantCall({ module: MODULE, session: one }).data.slice(10))
        const encoded = [...(decoded as Iterable<unknown>)].map((one) =>
          AbiCoder.defaultAbiCoder().encode([struct], [one]).slice(2),
        )
        expect(encoded).to.deep.equal(grants)
      }),
      runs(30),
    )
  })

  it('refuses a salt of another length, and sessions that could not be granted there', () => {
    expectRefusal(() => encodeInstallData('0x12'), 'FieldNotValid', { field: 'salt' })
    const place = { adapter: openZeppelinAccount, account: ACCOUNT, module: MODULE, salt: word(5) } as const
    for (const target of [ACCOUNT, MODULE]) {
      const sessions = [aSession({ permissions: [aPermission({ target })] })]
      expectRefusal(() => installCall({ ...place, sessions }), 'TargetNotAllowed', { target })
    }
  })

  it('goes into the call that installs; a salt alone into the one that uninstalls', () => {
    const place = { adapter: openZeppelinAccount, account: ACCOUNT, module: MODULE, salt: word(5) } as const
    const install = { account: ACCOUNT, validator: MODULE, data: encodeInstallData(word(5), [aSession()]) }
    expect(installCall({ ...place, sessions: [aSession()] })).to.deep.equal(
      openZeppelinAccount.installValidator(install),
    )
    expect(uninstallCall(place)).to.deep.equal(openZeppelinAccount.uninstallValidator({ ...install, data: word(5) }))
    let previous: Hex | undefined
    const adapter = {
      ...openZeppelinAccount,
      uninstallValidator: (u: { previous?: Hex }): Call => ((previous = u.previous), UPVOTE as never),
    }
    uninstallCall({ ...place, adapter, previous: SOCIO3 })
    expect(previous).to.equal(SOCIO3)
  })

  it('has another salt each time', () => {
    const salts = Array.from({ length: 20 }, randomSalt)
    expect(new Set(salts).size).to.equal(20)
    for (const salt of salts) expect(size(salt)).to.equal(32)
  })
})

describe('calls to the module', () => {
  const abi = sessionKeyValidatorInterface
  const session = aSession()
  const id = sessionId(session)

  it('grant, revoke, revokeAll and renounce what they say', () => {
    const struct = sessionStruct(session)
    expect(grantCall({ module: MODULE, session }).data).to.equal(abi.encodeFunctionData('grant', [struct]))
    expect(revokeCall({ module: MODULE, id }).data).to.equal(abi.encodeFunctionData('revoke', [id]))
    expect(revokeAllCall({ module: MODULE, salt: word(5) }).data).to.equal(
      abi.encodeFunctionData('revokeAll', [word(5)]),
    )
    const signature = `0x${'11'.repeat(64)}` as const
    expect(renounceCall({ module: MODULE, account: ACCOUNT, session, signature })).to.deep.equal({
      to: MODULE,
      value: 0n,
      data: abi.encodeFunctionData('renounce', [sessionPreimage(session), ACCOUNT, signature]),
    })
  })

  it('refuses a grant that the module would refuse', () => {
    const own = aSession({ permissions: [aPermission({ target: MODULE })] })
    expectRefusal(() => grantCall({ module: MODULE, session: own }), 'TargetNotAllowed', { target: MODULE })
    const self = aSession({ permissions: [aPermission({ target: ACCOUNT })] })
    expectRefusal(() => grantCall({ module: MODULE, session: self, account: ACCOUNT }), 'TargetNotAllowed', {
      target: ACCOUNT,
    })
    expectRefusal(() => revokeAllCall({ module: MODULE, salt: '0x' }), 'FieldNotValid', { field: 'salt' })
  })
})
