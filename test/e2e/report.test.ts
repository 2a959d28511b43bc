// What becomes of a check: it is counted for the whole, and for the account that it is about.
import { expect } from 'chai'

import { Report } from '../../e2e/checks/Report'

function open() {
  const lines: string[] = []
  const whole = new Report((line) => lines.push(line.trim()))
  return { lines, whole, one: whole.part(), other: whole.part() }
}
const fine = async (): Promise<string> => await Promise.resolve('found')
const wrong = async (): Promise<never> => await Promise.reject(new Error('Something else was found'))

describe('Report', () => {
  it('hands on what a check has found, and counts it for its account alone', async () => {
    const { whole, one, other } = open()
    await one.scene('A story', async (check) => {
      expect(await check('use', 'works', fine)).to.equal('found')
      await check('use', 'works again', fine)
      await check('own', 'does what no other does', fine)
    })
    expect(one.findings).to.deep.equal({
      passed: { use: 2, own: 1 },
      leftOut: {},
      own: ['does what no other does'],
    })
    for (const { findings } of [whole, other]) expect(findings.passed).to.deep.equal({})
    expect(whole.failed).to.equal(0)
  })

  it('ends a scene with its first failure, which is counted once, and for the whole', async () => {
    const { lines, whole, one, other } = open()
    await one.scene('A story', async (check) => {
      await check('use', 'does not work', wrong)
      await check('batch', 'is not reached', fine)
    })
    expect(one.findings.passed).to.deep.equal({})
    expect([whole.failed, other.failed]).to.deep.equal([1, 1])
    expect(lines).to.include('✘ does not work').and.to.include('Error: Something else was found')
    await one.scene('The next', async (check) => {
      await check('batch', 'begins anew', fine)
    })
    expect(one.findings.passed).to.deep.equal({ batch: 1 })
  })

  it('counts a scene that cannot be played, and what goes wrong between scenes', async () => {
    const { whole } = open()
    await whole.scene('A story', wrong)
    await whole.all(wrong)
    expect(whole.failed).to.equal(2)
  })

  it('keeps why something was left out', () => {
    const { lines, one } = open()
    one.leftOut('deploy', 'it is there')
    expect(one.findings.leftOut).to.deep.equal({ deploy: 'it is there' })
    expect(lines).to.deep.equal(['– not here: deploy: it is there'])
  })

  it('is no finding about an account what the bundler does', async () => {
    const { one } = open()
    await one.scene('The bundler', async (check) => {
      await check('bundler', 'is there', fine)
      await check('committed', 'is the same', fine)
    })
    expect(one.findings.passed).to.deep.equal({})
  })
})
