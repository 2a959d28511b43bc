// The command line as a process: how it ends, whatever happens to it.
import { expect } from 'chai'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import { build } from 'esbuild'

import { aSession } from '../client/builders'
import { fileWith, sessionFile } from './stage'

const ROOT = join(__dirname, '../..')
const KEY = 'ab'.repeat(32)

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** The program in one file: each process begins at once. */
async function buildProgram(): Promise<string> {
  const outfile = fileWith('', 'latchkey.cjs')
  const entryPoints = [join(ROOT, 'src/cli/main.ts')]
  await build({ entryPoints, outfile, bundle: true, platform: 'node', packages: 'external', logLevel: 'silent' })
  return outfile
}

/** @param before Code that is run first: it throws later, where nobody waits for it. */
function start(program: string, argv: readonly string[], before = ''): ChildProcess {
  const env = { PATH: process.env['PATH'], NODE_PATH: join(ROOT, 'node_modules') }
  return spawn(process.execPath, ['-r', fileWith(before, 'before.js'), program, ...argv], { env })
}

async function ended(child: ChildProcess): Promise<Ended> {
  const printed = { out: '', err: '' }
  child.stdout?.on('data', (text) => void (printed.out += String(text)))
  child.stderr?.on('data', (text) => void (printed.err += String(text)))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, ...printed }
}

describe('the process of the command line', function () {
  this.timeout(60_000)

  it('ends with the code of its answer', async () => {
    const program = await buildProgram()
    const { code, out, err } = await ended(start(program, ['describe', sessionFile(aSession())]))
    expect({ code, err }).to.deep.equal({ code: 0, err: '' })
    expect(out).to.contain('Session id 0x')
    expect((await ended(start(program, ['describe', '/nowhere']))).code).to.equal(2)
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
        expect(err).to.match(/^latchkey: [^\n]*broken[^\n]*\n$/)
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
