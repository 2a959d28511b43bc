import { deployCourt, openSessions } from './jury/court'
import { Random } from './jury/Random'
import { askLens, codeOf, lensAbi, optionsOf, Usages, verdictOf } from './verdicts/ask'
import { generateVerdicts } from './verdicts/generate'
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { collectGarbage } from './jury/collectGarbage'

describe('x', () => {
  it('y', async () => {
    const random = new Random(1)
    const court = await loadFixture(deployCourt)
    const standings = await openSessions(court, random)
    const usages = new Usages(court.module)
    const lens = await court.lens.getAddress()
    const N = Number(process.env['LATCHKEY_VERDICTS'] ?? 20000)
    let tGen = 0, tLens = 0, tCan = 0
    const counts = new Map<string, number>()
    const bad: unknown[] = []
    const gen = generateVerdicts(standings, N, random)
    for (let i = 0; i < N; i++) {
      let t = Date.now()
      const one = gen.next().value!
      tGen += Date.now() - t; t = Date.now()
      const answer = await askLens(lens, one)
      tLens += Date.now() - t; t = Date.now()
      if (i % 32 === 0) await collectGarbage()
      const usage = await usages.of(one.one.jury, one.one.session)
      t = Date.now()
      const verdict = verdictOf(optionsOf(one, usage))
      tCan += Date.now() - t
      const code = codeOf(verdict)
      counts.set(code, (counts.get(code) ?? 0) + 1)
      const lensName = answer.reason === '0x' ? 'accepted' : lensAbi.parseError(answer.reason)!.name
      const k = `${lensName} / ${code}`
      if (lensName !== code) counts.set(k, (counts.get(k) ?? 0) + 1)
    }
    console.log({ tGen, tLens, tCan })
    console.log([...counts].sort((a, b) => b[1] - a[1]).map((x) => x.join(': ')).join('\n'))
  }).timeout(600000)
})
