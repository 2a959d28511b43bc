// How much of an op's verification gas was needed: found by asking the EntryPoint again, on the block before the op was mined.
import { dataLength, dataSlice, toQuantity } from 'ethers'

import { entryPointInterface, joinSignature, packUserOp, RELEASE, sessionDigest, userOpHash, type Hex } from '../../src'
import type { TakenOp } from '../bundler/watchedBundler'
import type { Check } from './Report'
import type { Scene } from './Scene'
import type { Resign, Sign } from './signing'

/** As found, give or take this much. */
const STEP = 100n

/** Of a key of kind 0. */
const SIGNATURE_LENGTH = 64

/** A session's key signs: the rest of the field stays as it is. */
export const sessionSigns =
  ({ chainId }: Scene, sign: Sign): Resign =>
  async ({ signature }, hash) => {
    const authorization = dataSlice(signature, 0, dataLength(signature) - SIGNATURE_LENGTH) as Hex
    const module = RELEASE.validator.address
    const digest = sessionDigest({ userOpHash: hash, chainId, module, authorization })
    return await Promise.resolve(joinSignature({ signerKind: 0, authorization, signature: sign(digest) }))
  }

/**
 * The lowest verificationGasLimit with which the EntryPoint takes the op.
 *
 * @throws If it does not take the op as it was mined: then nothing can be said.
 */
export async function neededGas(scene: Scene, { userOp, block }: TakenOp, resign: Resign): Promise<bigint> {
  if (block === undefined) throw new Error('The op is not mined')
  const { entryPoint, chainId, deployer, provider } = scene
  const time = (await provider.getBlock(block))?.timestamp ?? 0
  const attempt = async (verificationGasLimit: bigint): Promise<unknown> => {
    const op = packUserOp({ ...userOp, verificationGasLimit })
    const place = { entryPoint: entryPoint.address, version: entryPoint.version, chainId }
    const signature = await resign(op, userOpHash({ userOp: op, ...place }))
    const data = entryPointInterface.encodeFunctionData('handleOps', [[{ ...op, signature }], deployer.address])
    const call = { from: deployer.address, to: entryPoint.address, data }
    return await provider.send('eth_call', [call, toQuantity(block - 1), {}, { time: toQuantity(time) }])
  }
  await attempt(userOp.verificationGasLimit)
  let [low, high] = [0n, userOp.verificationGasLimit]
  while (high - low > STEP) {
    const middle = (low + high) / 2n
    const isEnough = await attempt(middle).then(
      () => true,
      () => false,
    )
    if (isEnough) high = middle
    else low = middle
  }
  return high
}

/** Checks that it is enough, with as much left over as bundlers want; tells of the op that has the least left. */
export async function checkVerificationGas(
  check: Check,
  scene: Scene,
  { ops, resign }: { readonly ops: readonly TakenOp[]; readonly resign: Resign },
): Promise<void> {
  const told = await check(
    'estimates',
    'verification gas is enough as estimated, and what bundlers want is left over',
    async () => {
      const found: { given: bigint; needed: bigint; estimate: bigint | undefined }[] = []
      for (const op of ops) {
        const { verificationGasLimit: given } = op.userOp
        found.push({ given, needed: await neededGas(scene, op, resign), estimate: op.estimate?.verificationGasLimit })
      }
      const [least] = found.sort((a, b) => Number(a.given - a.needed - (b.given - b.needed)))
      if (least === undefined) throw new Error('There is no op')
      const { given, needed, estimate = 0n } = least
      const left = given - needed
      if (left < LEFT_OVER) throw new Error(`Only ${left} gas is left over: ${given} given, ${needed} needed`)
      return `${count(given)} given, ${count(needed)} needed, ${count(left)} left; the bundler's estimate: ${count(estimate)}`
    },
  )
  console.log(`      ${told}`)
}

/** ERC-7562, LIM-030. */
const LEFT_OVER = 4_000n

/** Thousands apart. */
const count = (n: bigint): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',')
