// An attempt at what the approval does not say: the client is asked, and says why not and what would be right; then the same
// op goes past it, straight to the EntryPoint, as a thief who has the key would send it.
import { ethers } from 'hardhat'

import {
  can,
  isLatchkeyError,
  readUsage,
  sessionId,
  type Call,
  type ErrorCode,
  type LatchkeyError,
  type Session,
  type SessionKey,
} from '../src'
import { readState } from './chainState'
import { mustBe, WrongOutcome } from './check'
import { chainTime } from './clock'
import { detail, readable, say } from './print'
import { signedRule } from './signedRule'
import type { Story } from './story'
import { feeOf, forge, nearestIndex, refusalOf, rejectionOf, type Stolen } from './thief'

export type Attempt = {
  readonly title: string
  readonly calls: readonly Call[]
  /** What the op claims to be an op of; the granted session if omitted. */
  readonly claimed?: Session
  /** Another key than the stolen one. */
  readonly key?: SessionKey
  readonly maxFeePerGas?: bigint
  /** What `can` answers. */
  readonly client: ErrorCode
  /** In place of `can`, which judges no signatures. */
  readonly instead?: () => Promise<unknown>
  /** The chain's refusal: the module's error, or an AA code of the EntryPoint. */
  readonly chain: ErrorCode
}

/** Makes each attempt; throws unless client and chain refuse it as expected and nothing has changed. Returns how many. */
export async function refuseAll(story: Story, stolen: Stolen, attempts: readonly Attempt[]): Promise<number> {
  for (const attempt of attempts) await refuse(story, stolen, attempt)
  return attempts.length
}

async function refuse(story: Story, stolen: Stolen, attempt: Attempt): Promise<void> {
  const { title, calls, claimed = stolen.live.session, key = stolen.key, maxFeePerGas } = attempt
  say(title)
  await mustBePossible(story, title, calls)
  const known = await (attempt.instead === undefined
    ? answerOf(story, stolen, attempt)
    : rejectionOf(attempt.instead()))
  report(story, title, attempt.instead === undefined ? 'can' : 'client', known, attempt.client)
  if (isLatchkeyError(known, 'RuleNotMet')) quoteRule(story, claimed, calls, known)
  tell(story, 'fix', known.fix)

  const ids = [stolen.live.id, sessionId(claimed)]
  const before = await readState(story, ids)
  const refused = await refusalOf(story, await forge(story, { session: claimed, key, calls, maxFeePerGas }))
  report(story, title, 'chain', refused, attempt.chain)
  if (known.code === 'RuleNotMet') mustBe(`${title}: the reason of the chain`, refused.why, known.why)
  mustBe(`${title}: what a refused op leaves`, await readState(story, ids), before)
}

/** What the client says of the very op that the thief will send. A session that it does not have it judges by its terms. */
async function answerOf(
  { account, module, entryPoint }: Story,
  { live }: Stolen,
  { title, claimed, calls, ...fees }: Attempt,
): Promise<LatchkeyError> {
  const fee = feeOf(fees)
  const verdict =
    claimed === undefined
      ? await live.can(calls, { fee })
      : can({
          session: claimed,
          usage: await readUsage(ethers.provider, { module, account, session: claimed }),
          at: await chainTime(),
          ...{ account, module, calls, fee, payer: 'account', entryPoint: entryPoint.version },
        })
  if (verdict.ok) throw new WrongOutcome(`${title}: the client sees nothing wrong`)
  return verdict.error
}

function quoteRule(story: Story, session: Session, calls: readonly Call[], error: LatchkeyError<'RuleNotMet'>): void {
  const call = calls[Number(error.args.callIndex)]
  if (call === undefined) throw new WrongOutcome(`No call ${error.args.callIndex} was attempted`)
  // The names are put in as everywhere here.
  const words = { ...story.words, labels: {} }
  tell(story, 'signed', signedRule(session, words, nearestIndex(session, call), Number(error.args.ruleIndex)))
}

// A refusal shows something only if the account itself could make the call. An eth_call checks no balance.
async function mustBePossible({ account }: Story, title: string, calls: readonly Call[]): Promise<void> {
  const balance = await ethers.provider.getBalance(account)
  for (const call of calls) {
    mustBe(`${title}: the account can afford it`, balance >= call.value, true)
    await ethers.provider.call({ ...call, from: account }).catch((cause: unknown) => {
      throw new WrongOutcome(`${title}: not even the account could make this call`, { cause })
    })
  }
}

const told = new Set<string>()

/** A sentence that was told before, but for its hashes, is not told again. */
function isNews(sentence: string): boolean {
  const plain = sentence.replace(/0x[0-9a-f]{4}…[0-9a-f]{4}/g, '')
  const isNew = !told.has(plain)
  told.add(plain)
  return isNew
}

function tell({ names }: Story, what: string, sentence: string): void {
  if (what === 'signed' || isNews(sentence)) detail(what, readable(sentence, names))
}

// In plain words.
function report({ names }: Story, title: string, who: string, error: LatchkeyError, expected: ErrorCode): void {
  mustBe(`${title}: the refusal (${who})`, error.code, expected)
  const { onchain } = error
  const outer = onchain?.source === 'entryPoint' && onchain.inner !== undefined ? `, inside "${onchain.reason}"` : ''
  detail(who, readable(`${error.title} [${error.code}${outer}].${isNews(error.why) ? ` ${error.why}` : ''}`, names))
}
