// The module and its Lens on this chain, and whether they are what they should be.
import { keccak256, type Provider } from 'ethers'

import { MODULE_VERSION, sessionKeyValidatorAt, sessionLensAt, type Address, type Hex } from '../../contracts'
import { RELEASE, type ReleasedContract } from '../../release'
import { LatchkeyError } from '../../errors'
import { sameBytes } from '../../session/fields'
import type { SessionsOptions } from './SessionsOptions'

/** @internal */
export interface FoundModule {
  readonly module: Address
  readonly lens: Address | undefined
}

/**
 * @internal The released contracts, compared by their code; or those that are given, asked who they are.
 *
 * @throws ModuleNotDeployed · ModuleCodeDiffers · ModuleVersionDiffers · LensOfOtherModule.
 */
export async function findModule(
  { provider, module, lens }: Pick<SessionsOptions, 'provider' | 'module' | 'lens'>,
  chainId: bigint,
): Promise<FoundModule> {
  const place = { provider, chainId }
  if (module === undefined) {
    await requireReleased(place, RELEASE.validator)
    if (lens === undefined) await requireReleased(place, RELEASE.lens)
  } else {
    await requireVersion(place, module)
  }
  const found = {
    module: module ?? RELEASE.validator.address,
    lens: lens ?? (module === undefined ? RELEASE.lens.address : undefined),
  }
  if (lens !== undefined) await requireLensOf(place, lens, found.module)
  return found
}

interface Place {
  readonly provider: Provider
  readonly chainId: bigint
}

async function codeAt({ provider, chainId }: Place, address: Address): Promise<string> {
  const code = await provider.getCode(address)
  if (code === '0x') throw new LatchkeyError('ModuleNotDeployed', { address, chainId })
  return code
}

async function requireReleased(place: Place, { address, codeHash: expected }: ReleasedContract): Promise<void> {
  const codeHash = keccak256(await codeAt(place, address)) as Hex
  if (codeHash !== expected) throw new LatchkeyError('ModuleCodeDiffers', { address, codeHash, expected })
}

// What does not answer is of no version.
async function requireVersion(place: Place, module: Address): Promise<void> {
  await codeAt(place, module)
  const version = await sessionKeyValidatorAt(module, place.provider)
    .version()
    .catch(() => '')
  if (version !== MODULE_VERSION)
    throw new LatchkeyError('ModuleVersionDiffers', { module, version, expected: MODULE_VERSION })
}

async function requireLensOf(place: Place, lens: Address, expected: Address): Promise<void> {
  await codeAt(place, lens)
  const actual = await sessionLensAt(lens, place.provider)
    .module()
    .catch(() => 'no module')
  if (!sameBytes(actual as Address, expected)) throw new LatchkeyError('LensOfOtherModule', { lens, actual, expected })
}
