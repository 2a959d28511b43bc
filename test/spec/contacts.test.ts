// What the module can do to the world, read from its deployed code, and what it does: whom it calls, what it says.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { getBytes, toBeHex } from 'ethers'
import { ethers } from 'hardhat'

import { sessionStruct } from '../../src'
import { eventsOf, stepsOf } from '../unit/validator/helpers/chain'
import { anOp, USER_OP_HASH } from '../unit/validator/helpers/op'
import { deployModule, grant, installData, installModule } from '../unit/validator/helpers/scene'
import { anAddress, aSession } from '../unit/validator/helpers/session'

/** Opcodes that reach out of a contract, or read what it is not told. Those of the log are 0xa0 to 0xa4. */
const REACHING: Readonly<Record<number, string>> = {
  0x31: 'BALANCE',
  0x32: 'ORIGIN',
  0x3a: 'GASPRICE',
  0x3b: 'EXTCODESIZE',
  0x3c: 'EXTCODECOPY',
  0x3f: 'EXTCODEHASH',
  0x40: 'BLOCKHASH',
  0x41: 'COINBASE',
  0x42: 'TIMESTAMP',
  0x44: 'PREVRANDAO',
  0x45: 'GASLIMIT',
  0x46: 'CHAINID',
  0x47: 'SELFBALANCE',
  0x48: 'BASEFEE',
  0x5c: 'TLOAD',
  0x5d: 'TSTORE',
  0xf0: 'CREATE',
  0xf1: 'CALL',
  0xf2: 'CALLCODE',
  0xf4: 'DELEGATECALL',
  0xf5: 'CREATE2',
  0xfa: 'STATICCALL',
  0xff: 'SELFDESTRUCT',
}

/** The opcodes of a runtime code, without what they push. */
function opcodesOf(code: string): readonly number[] {
  const bytes = getBytes(code)
  const found: number[] = []
  for (let i = 0; i < bytes.length; ++i) {
    const opcode = bytes[i]!
    found.push(opcode)
    if (opcode >= 0x60 && opcode <= 0x7f) i += opcode - 0x5f
  }
  return found
}

/** Callees of the static calls of a transaction. */
const calleesOf = (steps: Awaited<ReturnType<typeof stepsOf>>): string[] =>
  steps.filter(({ op }) => op === 'STATICCALL').map(({ stack }) => toBeHex(`0x${stack.at(-2)!}`, 20))

describe('what the module reaches', () => {
  it('I16 I18 has no opcode that calls, creates, destroys, delegates, or reads a clock, a price or a balance', async () => {
    const { address } = await loadFixture(deployModule)
    const opcodes = new Set(opcodesOf(await ethers.provider.getCode(address)))
    const reaching = Object.entries(REACHING).filter(([opcode]) => opcodes.has(Number(opcode)))
    expect(reaching.map(([, name]) => name).sort()).to.deep.equal(['BLOCKHASH', 'CHAINID', 'STATICCALL'])
  })

  it('asks the precompile of ecrecover alone when it validates', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, aSession())
    const steps = await stepsOf(await scene.validator.validateUserOp(anOp(scene, aSession()), USER_OP_HASH))
    expect(calleesOf(steps)).to.deep.equal([toBeHex(1, 20)])
    expect(steps.filter(({ op }) => op === 'BLOCKHASH')).to.deep.equal([])
  })

  it('asks itself alone when it is installed, and nobody when it grants, revokes or is uninstalled', async () => {
    const scene = await loadFixture(deployModule)
    const { validator, address } = scene
    const installed = await stepsOf(await validator.onInstall(installData([aSession()])))
    expect(calleesOf(installed)).to.deep.equal([address.toLowerCase()])
    const others = [
      await validator.grant(sessionStruct(aSession({ maxCalls: 7 }))),
      await validator.revoke(toBeHex(7, 32)),
      await validator.revokeAll(toBeHex(7, 32)),
      await validator.onUninstall('0x'),
    ]
    for (const sent of others) expect(calleesOf(await stepsOf(sent))).to.deep.equal([])
  })

  it('says nothing when it validates: neither of an op it accepts nor of one it answers 1 to', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, aSession())
    const wrong = { signature: toBeHex(7, 64) }
    const ops = [anOp(scene, aSession()), anOp(scene, aSession(), wrong)]
    for (const op of ops) expect(await eventsOf(scene.validator.validateUserOp(op, USER_OP_HASH))).to.deep.equal([])
  })

  it('grants a session that is long over, and one yet to come: a grant reads no clock', async () => {
    const scene = await loadFixture(installModule)
    const over = await grant(scene, aSession({ validAfter: 0, validUntil: 1 }))
    const later = await grant(scene, aSession({ validAfter: 2 ** 46, validUntil: 2 ** 46 + 1 }))
    expect(await scene.module.isLive(scene.account, over)).to.equal(true)
    expect(await scene.module.isLive(scene.account, later)).to.equal(true)
    expect(await scene.module.isLive(anAddress(5), over)).to.equal(false)
  })
})
