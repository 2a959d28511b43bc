// The owner's wallet, on another device: it gets a request as JSON, reviews it, and answers with JSON. The app's key never
// leaves the app.
import {
  approve,
  describeWorstCase,
  grantedToJson,
  LatchkeyError,
  openZeppelinAccount,
  requestFromJson,
  reviewRequest,
  toHex,
} from '../src'
import { chainTime } from './clock'
import { detail, quote, readable } from './print'
import type { Story } from './story'

/**
 * Shows a request to the owner, and has it signed. Its text is that of `describe`; here is what a review adds.
 *
 * @throws RequestRefused: before the owner is asked anything.
 */
export async function answerRequest(story: Story, json: string): Promise<string> {
  const { moduleContract, names, owner, words } = story
  const request = requestFromJson(json)
  const place = { chainId: story.chainId, account: story.account, module: story.module }
  const options = { place, now: await chainTime(), ...words }
  const { worstCase, findings, isRefused } = reviewRequest(request, options)
  if (!isRefused) quote(describeWorstCase(worstCase, words))
  for (const { severity, code, text, fix } of findings)
    if (!isRefused || severity === 'refusal') detail(severity, readable(`${text} ${fix} [${code}]`, names))

  const epoch = toHex(await moduleContract.getEpoch(request.account))
  const { bySignature } = approve(request, { ...options, adapter: openZeppelinAccount, epoch })
  if (bySignature === undefined || owner.signTypedData === undefined)
    throw new LatchkeyError('OwnerMethodMissing', { method: 'signTypedData' })
  const granted = bySignature.granted(await owner.signTypedData(bySignature.typedData))
  return JSON.stringify(grantedToJson(granted))
}
