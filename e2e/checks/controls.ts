// Validators that break ERC-7562's rules are refused: what the bundler accepts of the module, it looked at.
import { expect } from 'chai'

import { buildOp, randomSalt, readNonce, toAddress, toHex, unpackUserOp, type Address, type Call } from '../../src'
import {
  AccountFirstMappingMock__factory,
  ClockValidatorMock__factory,
  ExtCodeMock__factory,
  ForeignStorageMock__factory,
} from '../../typechain-types'
import { refusalOf } from './refusalOf'
import type { Report } from './Report'
import type { Scene } from './Scene'

/** What the bundler says of each, of a validator at this lower-case address: an op may also be refused for its gas by the same code. */
const CONTROLS = [
  {
    breaks: 'OP-011: reads the clock',
    factory: ClockValidatorMock__factory,
    said: () => 'uses banned opcode: TIMESTAMP',
  },
  {
    breaks: 'STO-021: keeps words by the account first',
    factory: AccountFirstMappingMock__factory,
    said: (validator: string) => `account has forbidden read from ${validator} slot`,
  },
  {
    breaks: 'STO-021: reads the word of another account',
    factory: ForeignStorageMock__factory,
    said: (validator: string) => `unstaked account accessed ${validator} slot`,
  },
  {
    breaks: 'OP-041: looks at an address without code',
    factory: ExtCodeMock__factory,
    said: () => 'un-deployed contract address 0x000000000000000000000000000000000000beef with opcode EXTCODESIZE',
  },
] as const

const GAS = { verificationGasLimit: 200_000n, callGasLimit: 100_000n, preVerificationGas: 100_000n }

export async function checkControls(report: Report, title: string, scene: Scene): Promise<void> {
  const { account, chainId, deployer, kind, owner } = scene
  await report.scene(`${title}: validators that break the rules of ERC-7562`, async (check) => {
    for (const { breaks, factory, said } of CONTROLS)
      await check('erc7562', breaks, async () => {
        const validator = toAddress(await (await new factory(deployer).deploy()).getAddress())
        const install = kind.adapter.installValidator({ account, validator, data: randomSalt() })
        expect(await (await owner.sendCalls({ chainId, account, calls: [install] })).wait()).to.include({
          success: true,
        })
        const refusal = await refusalOf(sendBy(scene, validator))
        expect(refusal.code).to.equal('OpcodeRefused')
        expect(refusal.cause).to.include({ code: -32_502 })
        expect(String((refusal.cause as { message?: string }).message)).to.include(said(validator.toLowerCase()))
      })
  })
}

/** One vote, by an op which a validator accepts that looks at no signature. */
async function sendBy({ account, chainId, entryPoint, kind, patient, provider, socio3 }: Scene, validator: Address) {
  const key = kind.adapter.nonceKey(validator, 0)
  const nonce = await readNonce(provider, { entryPoint: entryPoint.address, sender: account, key })
  const fees = await patient.fees?.()
  if (fees === undefined) throw new Error('The bundler has no opinion on fees')
  const to = toAddress(await socio3.getAddress())
  const upvote: Call = { to, value: 0n, data: toHex(socio3.interface.encodeFunctionData('upvotePost', [0])) }
  const draft = { sender: account, nonce, ...GAS, ...fees }
  const { userOp } = buildOp({ calls: [upvote], userOp: draft, entryPoint, chainId, account: kind.adapter })
  return await patient.send(unpackUserOp({ ...userOp, signature: '0x' }), entryPoint.address)
}
