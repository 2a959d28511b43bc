// Chapter 8: app and wallet are different programs that share nothing but JSON.
import { parseEther } from 'ethers'
import { ethers } from 'hardhat'

import {
  allow,
  explainRevert,
  grantedFromJson,
  requestToJson,
  sessionStruct,
  type LiveSession,
  type SessionRequest,
} from '../../src'
import { mustBe } from '../check'
import { setClock, STORY_START } from '../clock'
import { heading, item, say } from '../print'
import { startApp, type Story } from '../story'
import { rejectionOf } from '../thief'
import { answerRequest } from '../wallet'

const AN_HOUR_AND_A_HALF = 5_400
const ACCOUNT_ABI = ['function execute(bytes32 mode, bytes executionCalldata)']

export async function apart(story: Story): Promise<LiveSession> {
  heading('8. App and wallet apart')
  await setClock(STORY_START + AN_HOUR_AND_A_HALF)
  const { account, socio3, owner } = story
  const prompts = owner.prompts.length
  const terms = { expires: '1h', fees: { max: parseEther('0.005') } } as const
  const sessions = await startApp(story, 'Phone')

  say('A request comes to the wallet as JSON. This one wants to call the account itself:')
  const greedy = await sessions.request({ ...terms, allow: [allow({ address: account, abi: ACCOUNT_ABI }, 'execute')] })
  const refusal = await rejectionOf(answerRequest(story, JSON.stringify(requestToJson(greedy))))
  mustBe("The wallet's answer", refusal.code, 'RequestRefused')
  mustBe('New prompts', owner.prompts.length - prompts, 0)
  mustBe('The module, had the owner been asked', await grantRefusal(story, greedy), 'TargetNotAllowed')
  item('Wallet', `${refusal.title}: the owner is not even asked, and the module would not grant it`)

  say('The app asks for what it needs. What the wallet shows, and what it makes of it:')
  const request = await sessions.request({ ...terms, allow: [allow(socio3, 'upvotePost')] })
  const json = JSON.stringify(requestToJson(request))
  const answer = await answerRequest(story, json)
  const session = await sessions.accept(grantedFromJson(answer))
  mustBe('New prompts', owner.prompts.length - prompts, 1)
  const { success } = await (await session.contract(socio3).upvotePost(0)).wait()
  mustBe('The upvote succeeds', success, true)
  item('App', `sessions.accept(answer), and its key upvotes: ${json.length} bytes asked, ${answer.length} answered`)
  return session
}

/** What the module says to the account's own grant. */
async function grantRefusal({ account, module, moduleContract }: Story, { session }: SessionRequest): Promise<string> {
  const data = moduleContract.interface.encodeFunctionData('grant', [sessionStruct(session)])
  return await ethers.provider
    .call({ from: account, to: module, data })
    .catch((thrown: unknown) => explainRevert(thrown).code)
}
