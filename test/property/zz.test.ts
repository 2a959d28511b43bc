import { deployCourt, openSessions } from './jury/court'
import { Random } from './jury/Random'
import { askLens, optionsOf, Usages, verdictOf } from './verdicts/ask'
import { generateVerdicts } from './verdicts/generate'
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { network } from 'hardhat'
import { questionsOf } from './jury/judge'
import { collectGarbage } from './jury/collectGarbage'
const cpu = (): number => { const { user, system } = process.cpuUsage(); return (user + system) / 1000 }
describe('x', () => {
  it('y', async () => {
    const random = new Random(1)
    const court = await loadFixture(deployCourt)
    const standings = await openSessions(court, random)
    const lens = await court.lens.getAddress()
    const gen = generateVerdicts(standings, 400, random)
    let t = cpu()
    const all = [...gen]
    console.log('gen', (cpu() - t) / 400); t = cpu()
    const qs = all.map(({ one }) => questionsOf(one)[1])
    console.log('questions', (cpu() - t) / 400); t = cpu()
    for (let i = 0; i < 400; i++) { await askLens(lens, all[i]!); if (i % 16 === 0) await collectGarbage() }
    console.log('lens', (cpu() - t) / 400); t = cpu()
    for (let i = 0; i < 400; i++) { await network.provider.request({ method: 'eth_call', params: [{ to: await court.module.getAddress(), data: court.module.interface.encodeFunctionData('version') }] }); }
    console.log('trivial', (cpu() - t) / 400); t = cpu()
    let g = 0n
    for (let i = 0; i < 40; i++) g += BigInt(await network.provider.request({ method: 'eth_estimateGas', params: [{ to: lens, data: qs[i] }] }) as string)
    console.log('gas', g / 40n)
    const usages = new Usages(court.module)
    const us = []
    for (const one of all) us.push(await usages.of(one.one.jury, one.one.session))
    t = cpu()
    all.forEach((one, i) => verdictOf(optionsOf(one, us[i]!)))
    console.log('can', (cpu() - t) / 400); t = cpu()
  }).timeout(600000)
})
