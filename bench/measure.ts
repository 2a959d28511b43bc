// What is measured, and how: docs of the figures stand in bench/README.md.
import { p256 } from '@noble/curves/p256'
import { dataLength, dataSlice, getBytes, hexlify, id, keccak256, sha256 } from 'ethers'
import { ethers } from 'hardhat'

import { allow, between, spend, type Address, type Hex, type Permission, type SessionKey, type Signer } from '../src'
import { compare, makeSession } from './compare'
import { firstUseGas, grantGas, grantSignedGas } from './grants'
import { transferOf, upvoteOn, type World } from './world'

/** upvotePost and nine more functions of as many names. */
function tenPermissions(world: World): readonly Permission[] {
  const names = Array.from({ length: 9 }, (_, i) => `function action${i}(uint256)`)
  const more = names.map((_, i) => allow({ address: world.socio3.target as Address, abi: names }, `action${i}`))
  return [allow(world.socio3, 'upvotePost'), ...more]
}

/** A P-256 key whose signatures repeat, as a browser's would not. */
function p256Key(): { readonly signer: Signer; readonly key: SessionKey } {
  const secret = getBytes(id('latchkey bench: P-256 key'))
  const sign = (digest: Hex): Hex =>
    hexlify(p256.sign(getBytes(sha256(digest)), secret, { lowS: true }).toCompactRawBytes()) as Hex
  // 0x04, then both coordinates.
  const point = hexlify(p256.getPublicKey(secret, false))
  return { signer: { kind: 'P-256', x: dataSlice(point, 1, 33) as Hex, y: dataSlice(point, 33) as Hex }, key: sign }
}

export type Results = Awaited<ReturnType<typeof measure>>

export async function measure(world: World) {
  const upvote = await upvoteOn(world.socio3)
  const one = { allow: [allow(world.socio3, 'upvotePost')], fees: { sponsor: world.sponsor } }
  const ten = { ...one, allow: tenPermissions(world) }
  const metered = { allow: one.allow, fees: { max: 10n ** 16n }, calls: 1000 }
  const ruled = { ...one, allow: [allow(world.socio3, 'upvotePost', { postId: between(1n, 9n) })] }
  const budget = { ...one, allow: [allow(world.token, 'transfer', { value: spend({ max: 100_000_000n }) })] }
  const { signer, key } = p256Key()

  const calls = [upvote]
  const [session, payer] = [makeSession(world, one), 'sponsor'] as const
  return {
    sponsored: await compare(world, { session, calls, payer }),
    selfPaid: await compare(world, { session: makeSession(world, metered), calls, payer: 'account' }),
    batch3: await compare(world, { session, calls: [upvote, upvote, upvote], payer }),
    tenPermissions: await compare(world, { session: makeSession(world, ten), calls, payer }),
    rule: await compare(world, { session: makeSession(world, ruled), calls, payer }),
    allowance: await compare(world, { session: makeSession(world, budget), calls: [transferOf(world)], payer }),
    p256: await compare(world, {
      session: makeSession(world, { ...one, signer }),
      calls,
      payer,
      key,
    }),
    grant: {
      one: await grantGas(world, session),
      ten: await grantGas(world, makeSession(world, ten)),
      rule: await grantGas(world, makeSession(world, ruled)),
    },
    grantSigned: { one: await grantSignedGas(world, session) },
    firstUse: {
      session: await firstUseGas(world, session, calls),
      newLane: await firstUseGas(world, session, calls, true),
    },
    size: {
      validator: dataLength(await ethers.provider.getCode(world.module)),
      lens: dataLength(await ethers.provider.getCode(world.lens)),
    },
    /** What the owner's figures stand on: another owner validator is another baseline. */
    ownerValidatorCodeHash: keccak256(await ethers.provider.getCode(world.ownerValidator)),
  }
}
