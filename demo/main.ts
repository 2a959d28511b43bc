// The main job, told as a story on an embedded chain: the owner is asked once, a session key acts alone, and everything
// outside the approval is refused. Each step checks its outcome. Run it with: npm run demo
import { MODULE_VERSION } from '../src'
import { apart } from './chapters/apart'
import { approval } from './chapters/approval'
import { argumentRules } from './chapters/argumentRules'
import { budget } from './chapters/budget'
import { endings } from './chapters/endings'
import { refusals } from './chapters/refusals'
import { renewal } from './chapters/renewal'
import { signedGrant } from './chapters/signedGrant'
import { silence } from './chapters/silence'
import { sum, votesOf } from './chainState'
import { mustBe } from './check'
import { drawTheSame } from './drawn'
import { ownersWallet } from './owner'
import { count, heading, item } from './print'
import { spendingCalls } from './spending'
import { beginStory, type Story } from './story'

async function main(): Promise<void> {
  drawTheSame()
  const story = await beginStory()
  await introduce(story)

  const { sessions, session } = await approval(story)
  const overhead = await silence(story, session)
  let refused = await refusals(story, sessions, session)
  const reloaded = await renewal(story, session)
  refused += reloaded.refused
  const spending = await signedGrant(story)
  refused += await argumentRules(story, spending)
  refused += await budget(story, spending)
  const phone = await apart(story)
  refused += await endings(story, reloaded.sessions, { first: reloaded.next, spending, phone })

  const calls = sum(await votesOf(story.socio3)) + BigInt(await spendingCalls(story))
  const prompts = story.owner.prompts.length
  mustBe('Prompts', prompts, 7)
  const gas = count(overhead.session - overhead.owner)
  heading(`${prompts} prompts, ${calls} calls, ${refused} refusals, ${gas} gas over the owner's own op.`)
}

async function introduce({ chainId, entryPoint, module, account, socio3, points, ...story }: Story): Promise<void> {
  heading('Latchkey: the owner is asked once, a session key acts alone')
  item('Chain', `Hardhat's embedded network, chain id ${chainId}`)
  item('EntryPoint', `v${entryPoint.version} at ${entryPoint.address}`)
  item('Module', `version ${MODULE_VERSION} at ${module}`)
  item('Account', `${account}, funded, not deployed yet`)
  item('Owner', ownersWallet().address)
  item('Socio3', `${await socio3.getAddress()}, an app that the account owns`)
  item('Points', `${await points.getAddress()}, a token that the account has`)
  item('Friends', `Alice ${story.alice}, Bob ${story.bob}`)
  item('Exchange', story.exchange)
}

// A promise that nobody keeps would end the program early, and in silence.
let isTold = false
process.once('exit', (code) => {
  if (code !== 0 || isTold) return
  console.error('\nThe story stopped before its end.')
  process.exitCode = 1
})

main()
  .then(() => (isTold = true))
  .catch((error: unknown) => {
    console.error(error instanceof Error ? `\n${error.name}: ${error.message}` : error)
    process.exitCode = 1
  })
