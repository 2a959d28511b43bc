// An app that uses every entry, as an ES module and as CommonJS. Prints what it made.
import { computeAddress, SigningKey, ZeroHash } from 'ethers'
import {
  allow,
  createSession,
  eip1193Owner,
  LatchkeyError,
  memoryStore,
  openZeppelinAccount,
  openZeppelinOwner,
  installCall,
  sessionId,
  sessionKeyValidatorInterface,
  signSessionOp,
  type Owner,
  type Session,
  type SessionsOptions,
} from 'latchkey'
import { sessionKeyValidatorAbi } from 'latchkey/abi'
import { browserStore, browserTabs, browserVault } from 'latchkey/browser'
import { DEPLOYMENTS, RELEASE } from 'latchkey/deployments'
import { fileStore } from 'latchkey/fileStore'
import { foldEvents, newHistory, sessionsIn } from 'latchkey/history'
import { accountBehaviors, countingOwner, type TestedAccount } from 'latchkey/testing'
import { describeSession, isLatchkeyError, sessionFromJson, sessionToJson } from 'latchkey/wallet'

const key = new SigningKey(`0x${'11'.repeat(32)}`)
const target = { address: `0x${'22'.repeat(20)}`, abi: ['function upvotePost(uint256 postId)'] } as const
const account = `0x${'33'.repeat(20)}` as const
const validator = RELEASE.validator.address

const session: Session = createSession({
  signer: computeAddress(key.publicKey) as `0x${string}`,
  allow: [allow(target, 'upvotePost')],
  expires: '1h',
  fees: { max: 10n ** 15n },
  now: 1_700_000_000,
})

// The types of the package say what the ABI says.
const functions: readonly 'revokeAll'[] = sessionKeyValidatorAbi.flatMap((item) =>
  item.type === 'function' && item.name === 'revokeAll' ? [item.name] : [],
)
// Not called: its types alone are checked.
export const mistaken = (): unknown =>
  // @ts-expect-error there is no such function
  allow({ address: account, abi: sessionKeyValidatorAbi }, 'revokeEverything')

const tested: TestedAccount = {
  name: 'Example',
  chain: { url: 'http://127.0.0.1:8545' },
  entryPoint: { address: account, version: '0.8' },
  adapter: openZeppelinAccount,
  deploy: () => Promise.resolve({ address: account, signatures: openZeppelinOwner(validator) }),
}

// Made on a server too, where a page is rendered; used in browsers alone.
const inBrowsers: Partial<SessionsOptions> = {
  store: browserStore(),
  vault: browserVault({ keys: 'P-256' }),
  tabs: browserTabs(),
}

export async function main(): Promise<readonly string[]> {
  const install = installCall({
    adapter: openZeppelinAccount,
    account,
    module: validator,
    salt: ZeroHash as `0x${string}`,
    sessions: [session],
  })
  const { userOp } = await signSessionOp({
    session,
    key,
    calls: [{ to: target.address, data: `0x${'44'.repeat(36)}` }],
    userOp: {
      sender: account,
      nonce: 0n,
      callGasLimit: 1n,
      verificationGasLimit: 1n,
      preVerificationGas: 1n,
      maxFeePerGas: 1n,
      maxPriorityFeePerGas: 1n,
    },
    module: validator,
    entryPoint: { address: account, version: '0.8' },
    chainId: 1n,
  }).catch((error: unknown) => {
    // One class of errors, by whichever door it comes.
    if (!(error instanceof LatchkeyError) || !isLatchkeyError(error, 'CallNotPermitted')) throw error
    return { userOp: { signature: error.code } }
  })
  const owner: Owner = countingOwner(eip1193Owner({ wallet: { request: () => Promise.resolve('0x1') } }))
  const place = { chainId: 1n, account, module: validator, app: 'scratch' }
  await memoryStore().save(place, { session })
  const kept = sessionFromJson(sessionToJson(session))
  return [
    sessionId(kept),
    userOp.signature,
    install.data.slice(0, 10),
    describeSession(session, { now: 1_700_000_000 }),
    `${functions.length} ${Object.keys(DEPLOYMENTS).length} ${typeof owner.sendCalls} ${typeof fileStore} ${accountBehaviors(tested).length}`,
    sessionKeyValidatorInterface.getFunction('revokeAll').selector,
    Object.keys(inBrowsers).join(),
    `${[...sessionsIn(foldEvents(newHistory({ chainId: 1n, module: validator }), []))].length} sessions`,
  ]
}

void main().then((lines) => {
  console.log(lines.join('\n'))
})
