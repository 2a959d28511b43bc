// Grants that ride on ops: the owner's signature, and the bytes.
import { id, keccak256, SigningKey, TypedDataEncoder } from 'ethers'

import {
  MODULE_VERSION,
  sessionStructHash,
  signDigest,
  type Address,
  type Hex,
  type Session,
  type Sibling,
  type SignedGrant,
} from '../../../src'
import { bytesTail, encode, tail, word, type Argument } from './abi'
import { join, number } from './bytes'
import { encodeSession } from './encodeSession'
import type { Random } from './Random'
import type { Jury, Standing } from './Standing'

export const OWNER = new SigningKey(id('the owner of the accounts'))
export const ZERO_WORD = number(0, 32)

/** Nothing attached. */
export const NO_GRANT: SignedGrant = { replaces: ZERO_WORD, siblings: [], ownerSignature: '0x' }

/** What an op attaches. */
export interface Grant {
  /** Where it is not the session that the op claims. */
  session?: Session
  replaces: Hex
  siblings: readonly Sibling[]
  /** In place of the account's own. */
  epoch?: Hex
  account?: Address
  chainId?: bigint
  /** In place of the owner's signature. */
  ownerSignature?: Hex
}

/** Alone, or with entries for chains before and after this one; it replaces nothing, or what there is or is not. */
export function anyGrant({ jury: { chainId }, others = [], status }: Standing, random: Random): Grant {
  const count = random.pick([0, 0, 0, 1, 3])
  const ids = [1n, 10n, chainId - 1n, chainId + 1n, (1n << 256n) - 1n]
  const chains = ids.filter(() => random.oneIn(2)).slice(0, count)
  return {
    replaces: random.oneIn(2) ? ZERO_WORD : random.pick([random.bytes(32), ...others]),
    siblings: chains.map((id) => siblingOf(id, random)),
    // Nobody is asked about what is live already.
    ...(status === 'live' && random.oneIn(2) && { ownerSignature: random.bytes(1 + random.below(70)) }),
  }
}

export const siblingOf = (chainId: bigint, random: Random): Sibling => ({
  chainId,
  account: random.bytes(20),
  epoch: random.bytes(32),
  replaces: random.oneIn(2) ? ZERO_WORD : random.bytes(32),
  sessionHash: random.bytes(32),
})

const TYPES =
  'GrantEntry(uint256 chainId,address account,bytes32 epoch,bytes32 replaces,Session session)' +
  'Permission(address target,string functionSignature,bytes4 selector,uint80 maxValue,Rule[] rules)' +
  'Rule(uint32[] path,string wordType,string comparison,bytes32 mask,bytes32[] values,uint8 allowance)' +
  'Session(string signerKind,bytes signer,uint48 validAfter,uint48 validUntil,address paymaster,uint32 period,' +
  'uint32 maxCalls,uint80 maxValue,uint80 maxFee,Permission[] permissions)'
const GRANT = id(`Grant(GrantEntry[] entries)${TYPES}`) as Hex
const ENTRY = id(TYPES) as Hex

const hashes = new WeakMap<Session, Hex>()

/** What no typed data can say has no hash; any will do. */
function hashOf(session: Session): Hex {
  const known = hashes.get(session)
  if (known !== undefined) return known
  let hash = id('no typed data') as Hex
  try {
    hash = sessionStructHash(session)
  } catch {
    // As above.
  }
  hashes.set(session, hash)
  return hash
}

/** Of EIP-712, put together by hand: of the others there are only hashes. */
function grantDigest(jury: Jury, session: Session, grant: Grant): Hex {
  const own = {
    chainId: grant.chainId ?? jury.chainId,
    account: grant.account ?? jury.address,
    epoch: grant.epoch ?? jury.epoch,
    replaces: grant.replaces,
    sessionHash: hashOf(grant.session ?? session),
  }
  const entries = [...grant.siblings, own].sort((a, b) => (a.chainId < b.chainId ? -1 : 1))
  const hashed = entries.map(
    (one) =>
      keccak256(
        join(ENTRY, number(one.chainId, 32), number(BigInt(one.account), 32), one.epoch, one.replaces, one.sessionHash),
      ) as Hex,
  )
  const domain = { name: 'Latchkey', version: MODULE_VERSION, verifyingContract: jury.module }
  const struct = keccak256(join(GRANT, keccak256(join(...hashed)) as Hex)) as Hex
  return keccak256(join('0x1901', TypedDataEncoder.hashDomain(domain) as Hex, struct)) as Hex
}

/** Signed by the owner, if nothing else is wanted. */
export function signGrant(jury: Jury, session: Session, grant: Grant): SignedGrant {
  const signature = (): Hex =>
    (jury.signAsOwner ?? ((digest) => signDigest(OWNER, digest)))(grantDigest(jury, session, grant))
  const { replaces, siblings } = grant
  return { replaces, siblings, ownerSignature: grant.ownerSignature ?? signature() }
}

export const encodeSignedGrant = ({ replaces, siblings, ownerSignature }: SignedGrant): Argument =>
  tail(
    encode(
      word(replaces),
      tail(
        join(
          number(siblings.length, 32),
          ...siblings.map((one) =>
            encode(word(one.chainId), word(one.account), word(one.epoch), word(one.replaces), word(one.sessionHash)),
          ),
        ),
      ),
      bytesTail(ownerSignature),
    ),
  )

/** abi.encode(Session, SignedGrant). */
export const encodeGrant = (session: Session, grant: SignedGrant): Hex =>
  encode(tail(encodeSession(session)), encodeSignedGrant(grant))
