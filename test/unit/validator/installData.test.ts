// Install data comes from anywhere: it decodes, or is refused with a reason. Never an empty revert, never a panic.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import fc from 'fast-check'
import { AbiCoder, concat, dataLength, dataSlice, getBytes, hexlify, MaxUint256, toBeHex, type Result } from 'ethers'

import { sessionId } from '../../../src'
import { sessionsParamType } from '../../../src/session/sessionParamType'
import { hexBytes, RUNS } from '../../helpers/arbitraries'
import { reasonOf, refusal } from './helpers/chain'
import { deployModule, installData, SALT, type Scene } from './helpers/scene'
import { aPermission, aSession, aTransfer, anAddress, inOrder, sessionOf, word } from './helpers/session'

const session = aSession({ permissions: inOrder([aPermission(), aTransfer(anAddress(0x2001), 5n)]) })
const VALID = installData([session])

/** `data` with the 32-byte word at `offset` replaced. */
const withWord = (data: string, offset: number, value: bigint): string =>
  concat([dataSlice(data, 0, offset), toBeHex(value, 32), dataSlice(data, offset + 32)])

const NOT_VALID = ['InstallDataNotValid']

const TAKEN = ['(not refused)', []]

// salt 0 | pointer 32 | count 64 | pointer to the session 96 | its words from 128: kind, signer's pointer, ...
const refused: readonly (readonly [what: string, data: string])[] = [
  ['nothing', '0x'],
  ['one byte', '0x01'],
  ['a salt without sessions', SALT],
  ['63 bytes', concat([SALT, dataSlice(word(64), 0, 31)])],
  ['a pointer to nothing', concat([SALT, word(64)])],
  ['a pointer past the end', withWord(VALID, 32, BigInt(dataLength(VALID)))],
  ['a pointer of 2^64', withWord(VALID, 32, 1n << 64n)],
  ['a pointer of 2^256 - 32, back to before the data', withWord(VALID, 32, MaxUint256 - 31n)],
  ['more sessions than there are', withWord(VALID, 64, 2n)],
  ['2^64 - 1 sessions', withWord(VALID, 64, (1n << 64n) - 1n)],
  ['2^64 sessions', withWord(VALID, 64, 1n << 64n)],
  ['2^256 - 1 sessions', withWord(VALID, 64, MaxUint256)],
  ['a session past the end', withWord(VALID, 96, BigInt(dataLength(VALID)))],
  ['a session before the data', withWord(VALID, 96, MaxUint256 - 31n)],
  ['a signer kind with a ninth bit', withWord(VALID, 128, 256n)],
  ['a signer past the end', withWord(VALID, 160, 1n << 32n)],
  ['a validAfter with a 49th bit', withWord(VALID, 192, 1n << 48n)],
  ['a paymaster with a 161st bit', withWord(VALID, 256, 1n << 160n)],
  ['a maxCalls with a 33rd bit', withWord(VALID, 320, 1n << 32n)],
  ['a maxFee with an 81st bit', withWord(VALID, 384, 1n << 80n)],
  ['permissions past the end', withWord(VALID, 416, 1n << 40n)],
  ['a signer of 2^255 bytes', withWord(VALID, 448, 1n << 255n)],
]

/** Installs and looks at one session, in one call: what came of it. */
async function attempt(scene: Scene, data: string): Promise<unknown[]> {
  const { mock, module, account } = scene
  try {
    await mock.passAll.staticCall([module.interface.encodeFunctionData('onInstall', [data])])
  } catch (thrown) {
    return reasonOf(thrown)
  }
  const [, sessions] = AbiCoder.defaultAbiCoder().decode(['bytes32', sessionsParamType], data) as unknown as [
    string,
    Result,
  ]
  const ids = sessions.map((one: unknown) => sessionId(sessionOf(one as Result)))
  const looks = ids.map((key) => module.interface.encodeFunctionData('isLive', [account, key]))
  const calls = [module.interface.encodeFunctionData('onInstall', [data]), ...looks]
  const answers = await mock.passAll.staticCall(calls)
  return ['live', ...answers.slice(1).map((answer) => answer === word(1))]
}

/** Every outcome that may be: the very sessions that the data says, or a reason. */
function expectOutcome(outcome: readonly unknown[], data: string): void {
  const [what, ...rest] = outcome
  if (what === 'live') expect(rest, data).not.to.include(false)
  else expect(['(no reason)', '(unknown)', 'Panic', 'Error'], data).not.to.include(what)
}

describe('install data', () => {
  for (const [name, data] of refused)
    it(`is refused: ${name}`, async () => {
      const { validator, module } = await loadFixture(deployModule)
      expect(await refusal(validator.onInstall.staticCall(data))).to.deep.equal(NOT_VALID)
      expect(['(no reason)', 'InstallDataNotValid', 'Panic']).to.include(
        (await refusal(module.checkInstallData(data)))[0],
      )
    })

  it('is refused if cut anywhere', async () => {
    const { validator } = await loadFixture(deployModule)
    for (let length = 0; length < dataLength(VALID); length++)
      expect(await refusal(validator.onInstall.staticCall(dataSlice(VALID, 0, length))), String(length)).to.deep.equal(
        NOT_VALID,
      )
  })

  it('is refused with bytes behind it', async () => {
    const { validator } = await loadFixture(deployModule)
    for (const tail of ['0x00', '0xff', word(1), hexlify(new Uint8Array(100).fill(0xff))])
      expect(await refusal(validator.onInstall.staticCall(concat([VALID, tail])))).to.deep.equal(NOT_VALID)
  })

  it('is taken by checkInstallData, with and without sessions', async () => {
    const { module } = await loadFixture(deployModule)
    for (const data of [installData(), VALID, installData([session, aSession()])])
      expect(await refusal(module.checkInstallData(data))).to.deep.equal(TAKEN)
  })

  it('is not judged by checkInstallData: sessions that may not be granted decode too', async () => {
    const { module, validator } = await loadFixture(deployModule)
    const data = installData([aSession({ maxCalls: 0 })])
    expect(await refusal(module.checkInstallData(data))).to.deep.equal(TAKEN)
    expect(await refusal(validator.onInstall.staticCall(data))).to.deep.equal(['MaxCallsZero'])
  })

  it('grants what it says or is refused with a reason, after any one byte has changed', async () => {
    const scene = await loadFixture(deployModule)
    const bytes = getBytes(VALID)
    const seen = { live: 0, refused: 0 }
    for (let i = 0; i < bytes.length; i++)
      for (const flip of [0x01, 0x80]) {
        const data = hexlify(bytes.map((byte, at) => (at === i ? byte ^ flip : byte)))
        const outcome = await attempt(scene, data)
        expectOutcome(outcome, data)
        seen[outcome[0] === 'live' ? 'live' : 'refused']++
      }
    expect(seen.live).to.be.greaterThan(100)
    expect(seen.refused).to.be.greaterThan(500)
  })

  it('is refused with a reason if it is noise', async () => {
    const scene = await loadFixture(deployModule)
    await fc.assert(
      fc.asyncProperty(hexBytes(600), async (data) => {
        expect(await attempt(scene, data)).to.deep.equal(NOT_VALID)
      }),
      { numRuns: RUNS * 4 },
    )
  })

  it('is refused with a reason if it is noise behind right pointers', async () => {
    const scene = await loadFixture(deployModule)
    const pointers = fc.array(
      fc.oneof(
        fc.nat(40).map((n) => word(32 * n)),
        fc.nat(600).map((n) => word(n)),
        fc.bigInt({ min: 0n, max: MaxUint256 }).map((n) => word(n)),
      ),
      { minLength: 1, maxLength: 30 },
    )
    await fc.assert(
      fc.asyncProperty(pointers, async (words) => {
        const data = concat([SALT, word(64), word(1), word(32), ...words])
        expectOutcome(await attempt(scene, data), data)
      }),
      { numRuns: RUNS * 4 },
    )
  })
})
