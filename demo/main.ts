// The main job, told as a story on an embedded chain: the owner approves once, a session key acts alone, and everything
// outside the approval is refused. Each step checks its outcome. Run it with: npm run demo
import { MODULE_VERSION } from '../src'
import { sum, votesOf } from './chainState'
import { approval } from './chapters/approval'
import { argumentRules } from './chapters/argumentRules'
import { budget } from './chapters/budget'
import { renewal, renunciation } from './chapters/endings'
import { refusals } from './chapters/refusals'
import { signedGrant } from './chapters/signedGrant'
import { upvotes } from './chapters/upvotes'
import { mustBe } from './check'
import { Owner } from './owner'
import { count, heading, item, quote } from './print'
import { spendingCalls } from './spending'
import { buildStage, type Stage } from './stage'

async function main(): Promise<void> {
  const owner = new Owner(quote)
  const stage = await buildStage(owner.address)
  await introduce(stage, owner)

  const granted = await approval(stage, owner)
  const overhead = await upvotes(stage, owner, granted)
  let refused = await refusals(stage, granted)
  refused += await renunciation(stage, granted)
  refused += await renewal(stage, owner)
  const third = await signedGrant(stage, owner)
  refused += await argumentRules(stage, third)
  refused += await budget(stage, third)

  const calls = sum(await votesOf(stage.socio3)) + BigInt(await spendingCalls(stage))
  mustBe('Calls by session keys', calls, 30)
  mustBe('Approvals', owner.approvals, 3)
  const gas = count(overhead.session - overhead.owner)
  heading(`${owner.approvals} approvals, ${calls} calls, ${refused} refusals, ${gas} gas over the owner's own op.`)
}

async function introduce(stage: Stage, owner: Owner): Promise<void> {
  const { chainId, entryPoint, module, account, socio3, points, alice, bob, exchange } = stage
  heading('Latchkey: the owner approves once, a session key acts alone')
  item('Chain', `Hardhat's embedded network, chain id ${chainId}`)
  item('EntryPoint', `v${entryPoint.version} at ${entryPoint.address}`)
  item('Module', `version ${MODULE_VERSION} at ${module}`)
  item('Account', `${account}, funded, not deployed yet`)
  item('Owner', owner.address)
  item('Socio3', `${await socio3.getAddress()}, an app that the account owns`)
  item('Points', `${await points.getAddress()}, a token that the account has`)
  item('Friends', `Alice ${alice}, Bob ${bob}`)
  item('Exchange', exchange)
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? `\n${error.name}: ${error.message}` : error)
  process.exitCode = 1
})
