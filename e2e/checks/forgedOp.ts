// Past the client: ops that it would not build or send, signed with the session's own key.
import {
  explainOp,
  readNonce,
  RELEASE,
  signSessionOp,
  unpackUserOp,
  type Call,
  type LatchkeyError,
  type Session,
  type UserOp,
} from '../../src'
import { refusalOf } from './refusalOf'
import type { Scene } from './Scene'
import type { Sign } from './signing'

/** Enough for every op here, so that nothing is refused for its gas. */
const GAS = { verificationGasLimit: 200_000n, callGasLimit: 100_000n, preVerificationGas: 100_000n }

/** On no lane that the client is likely to draw. */
const LANE = 7

/** How bundler and Lens refused the op. */
export interface ForgedRefusal {
  readonly bundler: LatchkeyError
  /** undefined: the module would accept it. */
  readonly lens: LatchkeyError | undefined
}

/** What is forged: an op for any calls. */
export interface Forgery {
  readonly session: Session
  readonly sign: Sign
  readonly calls: readonly Call[]
  /** Claimed for each call; the session's first permission if omitted. */
  readonly permissionIndexes?: readonly number[]
  readonly periodIndex?: number
  /** One of the account's nonce keys; a lane of the module if omitted. */
  readonly nonceKey?: bigint
  /** Other gas, fees, or a paymaster. */
  readonly changes?: Partial<UserOp>
}

/** Sent to the bundler, which must refuse it. */
export async function forgedOp(scene: Scene, forgery: Forgery): Promise<ForgedRefusal> {
  const { session, sign: key, calls, periodIndex, changes } = forgery
  const { account, patient: bundler, chainId, entryPoint, kind, provider } = scene
  const module = RELEASE.validator.address
  const place = {
    entryPoint: entryPoint.address,
    sender: account,
    key: forgery.nonceKey ?? kind.adapter.nonceKey(module, LANE),
  }
  const fees = await bundler.fees?.()
  if (fees === undefined) throw new Error('The bundler has no opinion on fees')
  const options = {
    session,
    calls,
    permissionIndexes: forgery.permissionIndexes ?? calls.map(() => 0),
    ...(periodIndex !== undefined && { periodIndex }),
    userOp: { sender: account, nonce: await readNonce(provider, place), ...GAS, ...fees, ...changes },
    module,
    entryPoint,
    chainId,
    account: kind.adapter,
    // A function as key is not compared with the session.
    key,
  }
  const signed = await signSessionOp(options)
  return {
    lens: await explainOp(provider, { ...options, ...signed, lens: RELEASE.lens.address }),
    bundler: await refusalOf(bundler.send(unpackUserOp(signed.userOp), entryPoint.address)),
  }
}
