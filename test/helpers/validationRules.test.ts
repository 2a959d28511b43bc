// The checker of ERC-7562 finds what it is there for: control validators, and each banned opcode on its own.
import { loadFixture, setCode } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat } from 'ethers'
import { ethers } from 'hardhat'
import { ENTRY_POINT_ADDRESSES } from '../../deploy/entryPoints'
import { deployChain, openAccount, VERSIONS, type Version } from './fixture'
import { buildOp, sendAsOwner, type PackedUserOp } from './userOp'
import { findViolations } from './validationRules'

/** An account on which `name` is installed, and an op that it validates. */
async function openWithValidator(name: string, version: Version = 'v07') {
  const chain = await loadFixture(deployChain)
  const account = await openAccount(chain, { version })
  const validator = await (await ethers.deployContract(name)).getAddress()
  const installation = account.contract.interface.encodeFunctionData('installModule', [1, validator, '0x'])
  await sendAsOwner(account, { calls: [{ target: account.address, data: installation }] })
  const op = await buildOp(account, { calls: [{ target: account.owner.address }], validator })
  return { account, validator, op }
}

/** What the checker says of a validator whose code is `code`, then `return 0`. */
async function violationsOf(code: string) {
  const { account, validator, op } = await openWithValidator('ClockValidatorMock')
  await setCode(validator, concat([code, '0x5f5f5260205ff3']))
  await setCode(SELFDESTRUCTING, '0x5fff')
  await setCode(INVALID, '0xfe')
  const violations = await findViolations(account.entryPoint, op)
  return violations.map(({ rule, opcode }) => `${rule} ${opcode}`)
}

const V07 = ENTRY_POINT_ADDRESSES['0.7'].slice(2).toLowerCase()
const SELFDESTRUCTING = '0x000000000000000000000000000000000000cafe'
const INVALID = '0x000000000000000000000000000000000000f00d'

const controls = [
  ['ClockValidatorMock', ['OP-011 TIMESTAMP']],
  ['AccountFirstMappingMock', ['STO-021 SLOAD', 'STO-021 SSTORE']],
  ['ForeignStorageMock', ['STO-021 SLOAD']],
  ['ExtCodeMock', ['OP-041 EXTCODESIZE']],
  ['BalanceMock', ['OP-080 BALANCE']],
] as const

// Bytecode, and what it must be reported for. PUSH0 is 5f, CALLER (the account) 33, POP 50.
const bannedCode = [
  ['0x3250', 'OP-011 ORIGIN'],
  ['0x3a50', 'OP-011 GASPRICE'],
  ['0x5f4050', 'OP-011 BLOCKHASH'],
  ['0x4150', 'OP-011 COINBASE'],
  ['0x4250', 'OP-011 TIMESTAMP'],
  ['0x4350', 'OP-011 NUMBER'],
  ['0x4450', 'OP-011 DIFFICULTY'], // PREVRANDAO, by its older name
  ['0x4550', 'OP-011 GASLIMIT'],
  ['0x4850', 'OP-011 BASEFEE'],
  ['0x5f4950', 'OP-011 BLOBHASH'],
  ['0x4a50', 'OP-011 BLOBBASEFEE'],
  ['0x5f5f5ff050', 'OP-011 CREATE'],
  ['0x5f5f5f5f5f61cafe612000f150', 'OP-011 SELFDESTRUCT'],
  ['0x5f5f5f5f5f61f00d612000f150', 'OP-011 INVALID'],
  ['0x5a50', 'OP-012 GAS'],
  ['0x5f5f5f5ff550', 'OP-031 CREATE2'],
  ['0x61beef3f50', 'OP-041 EXTCODEHASH'],
  ['0x5f5f5f61beef3c', 'OP-041 EXTCODECOPY'],
  ['0x5f5f5f5f61beef5afa50', 'OP-041 STATICCALL'],
  ['0x5f5f5f5f6101015afa50', 'OP-041 STATICCALL'],
  [`0x5f5f60045f73${V07}5afa50`, 'OP-054 STATICCALL'],
  [`0x5f5f60045f5f73${V07}5af150`, 'OP-054 CALL'],
  ['0x5f5f5f5f6001335af150', 'OP-061 CALL'],
  ['0x4750', 'OP-080 SELFBALANCE'],
  ['0x333150', 'OP-080 BALANCE'],
  ['0x5f5c50', 'STO-021 TLOAD'],
  ['0x5f5f5d', 'STO-021 TSTORE'],
  ['0x335f525f60205260405f2060810154', 'STO-021 SLOAD'],
] as const

const allowedCode = [
  ['the identity precompile', '0x5f5f5f5f60045afa50'],
  ['the P-256 precompile', '0x5f5f5f5f6101005afa50'],
  ['a payment into the EntryPoint', `0x5f5f5f5f5f73${V07}5af150`],
  ['the slot with the number of the account', '0x335450'],
  ['the slot keccak256(account, 0)', '0x335f525f60205260405f205450'],
  ['the 128th slot after it', '0x335f525f60205260405f206080015450'],
  ["the account's own code", '0x333b50'],
] as const

describe('findViolations', () => {
  for (const version of VERSIONS)
    for (const [name, expected] of controls)
      it(`reports ${name} on ${version}`, async () => {
        const { account, validator, op } = await openWithValidator(name, version)
        const violations = await findViolations(account.entryPoint, op)
        expect(violations.map(({ rule, opcode }) => `${rule} ${opcode}`)).to.deep.equal(expected)
        expect(violations.every(({ contract }) => contract === validator)).to.equal(true)
      })

  for (const [code, expected] of bannedCode)
    it(`reports ${expected} in ${code}`, async () => {
      expect(await violationsOf(code)).to.deep.equal([expected])
    })

  for (const [what, code] of allowedCode)
    it(`reports nothing for ${what}`, async () => {
      expect(await violationsOf(code)).to.deep.equal([])
    })

  it('says which address or slot was touched', async () => {
    const { account, op } = await openWithValidator('ExtCodeMock')
    const [violation] = await findViolations(account.entryPoint, op)
    expect(violation?.subject).to.equal('0x000000000000000000000000000000000000bEEF')
  })

  it('judges no op that the EntryPoint refuses', async () => {
    const { account, op } = await openWithValidator('ClockValidatorMock')
    const wrong: PackedUserOp = { ...op, nonce: op.nonce + 1n }
    const error = await findViolations(account.entryPoint, wrong).catch((reason: unknown) => reason)
    expect(error).to.be.instanceOf(Error).with.property('message').that.includes('refuses the op in validation')
  })
})
