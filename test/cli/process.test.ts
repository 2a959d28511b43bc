// The command line as a process: how it ends, whatever happens to it.
import { expect } from 'chai'

import { aSession } from '../client/builders'
import { buildProgram, ended, start } from './programs'
import { sessionFile } from './stage'

const KEY = 'ab'.repeat(32)

describe('the process of the command line', function () {
  this.timeout(60_000)

  it('ends with the code of its answer', async () => {
    const program = await buildProgram()
    const { code, out, err } = await ended(start(program, ['describe', sessionFile(aSession())]))
    expect({ code, err }).to.deep.equal({ code: 0, err: '' })
    expect(out).to.contain('Session id 0x')
    expect((await ended(start(program, ['describe', '/nowhere']))).code).to.equal(2)
  })

  it('ends with 0 after help that was asked for, and with 2 after help that was not', async () => {
    const program = await buildProgram()
    for (const [words, expected] of [
      [['--help'], 0],
      [['help'], 0],
      [['help', 'describe'], 0],
      [[], 2],
    ] as const)
      expect((await ended(start(program, words))).code, words.join(' ')).to.equal(expected)
  })

  it('ends with 3 and one line, without secrets, where something is thrown for which nobody waits', async () => {
    const program = await buildProgram()
    const message = JSON.stringify(`broken\nhttps://node.test/a-key 0x${KEY}`)
    for (const before of [
      `setTimeout(() => { throw new Error(${message}) }, 0)`,
      `setTimeout(() => void Promise.reject(${message}), 0)`,
    ])
      for (const more of [[], ['--json']]) {
        // It waits for what is piped in, and nothing is.
        const { code, out, err } = await ended(start(program, ['describe', '-', ...more], before))
        expect(code, err).to.equal(3)
        expect(err).to.match(/^latchkey: unexpected: [^\n]*broken[^\n]*\n$/)
        expect(out + err).to.not.match(/a-key|abab/)
        if (more.length === 0) expect(out).to.equal('')
        else expect((JSON.parse(out) as { error: object }).error).to.include({ code: 'Unexpected' })
      }
  })

  it('says nothing and ends as ever where nobody reads its answer', async () => {
    const program = await buildProgram()
    const child = start(program, ['describe', sessionFile(aSession())])
    child.stdout?.destroy()
    const { code, err } = await ended(child)
    expect({ code, err }).to.deep.equal({ code: 0, err: '' })
  })
})
