// Takes one check after the other out of the module, in a copy of the project, and requires that the test which is named for
// it in test/mutants.ts then fails. Before that, all of those tests pass. The real tree is never edited.
//
//   npm run mutants                 all of them; with `-- --part=2/4` the second quarter
//   npm run mutants -- fee period   those whose name or test contains one of the words
import { spawn, type ChildProcess } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DOUBLES, MUTANTS, type Mutant } from '../test/mutants'
import { ROOT } from './files'

const WORKERS = 2
const COPIED = 'contracts deploy docs scripts src test typechain-types package.json tsconfig.json'.split(' ')
/** What the named tests do not deploy is not compiled: that is most of the time. */
const LEFT_OUT = /^contracts\/(examples|mocks)\/./
const RESULT = 'result.json'

/** Mocha's own JSON cannot say a bigint. */
const REPORTER = `module.exports = function (runner) {
  const titles = { passed: [], failed: [] }
  runner.on('pass', (test) => titles.passed.push(test.fullTitle()))
  runner.on('fail', (test) => titles.failed.push(test.fullTitle()))
  runner.once('end', () => require('fs').writeFileSync('${RESULT}', JSON.stringify(titles)))
}
`

/** The project's own settings; what is left unused may stay, types are not made anew, and the outcome goes to a file. */
const CONFIG = `import { TASK_COMPILE_SOLIDITY_CHECK_ERRORS } from 'hardhat/builtin-tasks/task-names'
import { subtask } from 'hardhat/config'
import settings from './project.config'

subtask(TASK_COMPILE_SOLIDITY_CHECK_ERRORS, async ({ output, quiet }, _hre, runSuper) => {
  const errors = (output.errors ?? []).filter(({ severity }) => severity === 'error')
  await runSuper({ output: { ...output, errors }, quiet })
})

export default {
  ...settings,
  typechain: { ...settings.typechain, dontOverrideCompile: true },
  mocha: { ...settings.mocha, reporter: './reporter.js' },
}
`

type Outcome = { readonly passed: readonly string[]; readonly failed: readonly string[] }

const work = mkdtempSync(join(tmpdir(), 'latchkey-mutants-'))
const running = new Set<ChildProcess>()

process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
  rmSync(work, { recursive: true, force: true, maxRetries: 5 })
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1))

function copyProject(name: string): string {
  const folder = join(work, name)
  for (const entry of COPIED)
    cpSync(join(ROOT, entry), join(folder, entry), {
      recursive: true,
      filter: (path) => {
        const relative = path.slice(ROOT.length + 1)
        return !LEFT_OUT.test(relative) || DOUBLES.includes(relative.slice('contracts/'.length))
      },
    })
  cpSync(join(ROOT, 'hardhat.config.ts'), join(folder, 'project.config.ts'))
  writeFileSync(join(folder, 'hardhat.config.ts'), CONFIG)
  writeFileSync(join(folder, 'reporter.js'), REPORTER)
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction')
  return folder
}

const testFile = ({ test }: Mutant): string => `test/unit/validator/${test}.test.ts`

/** Runs the tests that the mutants name; what was printed if none ran, because it did not compile, for example. */
async function runTests(folder: string, mutants: readonly Mutant[]): Promise<Outcome | string> {
  const titles = mutants.map(({ title }) => title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const files = [...new Set(mutants.map(testFile))]
  const result = join(folder, RESULT)
  rmSync(result, { force: true })
  const hardhat = join(ROOT, 'node_modules/hardhat/internal/cli/bootstrap.js')
  const args = [hardhat, 'test', ...files, '--grep', titles.join('|')]
  const env = { ...process.env, HARDHAT_DISABLE_TELEMETRY_PROMPT: 'true', TS_NODE_TRANSPILE_ONLY: '1' }
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  let output = ''
  child.stdout.on('data', (text: Buffer) => (output += text.toString()))
  child.stderr.on('data', (text: Buffer) => (output += text.toString()))
  await new Promise((resolve) => child.on('close', resolve))
  running.delete(child)
  return existsSync(result) ? (JSON.parse(readFileSync(result, 'utf8')) as Outcome) : output
}

/** What is wrong with a mutant, or undefined if its test has failed as it should. */
async function judge(folder: string, mutant: Mutant): Promise<string | undefined> {
  const file = join(folder, 'contracts', mutant.file)
  const source = readFileSync(file, 'utf8')
  const count = source.split(mutant.search).length - 1
  if (count !== 1) return `the text to replace stands ${count} times in contracts/${mutant.file}`
  writeFileSync(
    file,
    source.replace(mutant.search, () => mutant.replace),
  )
  const outcome = await runTests(folder, [mutant])
  writeFileSync(file, source)
  if (typeof outcome === 'string') return `no test was run:\n${outcome}`
  return outcome.failed.some((title) => title.includes(mutant.title)) ? undefined : 'SURVIVED'
}

async function main(): Promise<void> {
  const given = process.argv.slice(2)
  const [flag = '--part=1/1'] = given.filter((word) => word.startsWith('--'))
  const [part = NaN, parts = NaN] = flag.replace('--part=', '').split('/').map(Number)
  const words = new RegExp(given.filter((word) => word !== flag).join('|'))
  const mutants = MUTANTS.filter(({ without, title }, i) => i % parts === part - 1 && words.test(`${without} ${title}`))
  if (mutants.length === 0) throw new Error(`No mutant is meant by ${given.join(' ')}`)
  const first = copyProject('0')
  const unchanged = await runTests(first, mutants)
  if (typeof unchanged === 'string') throw new Error(`The tests do not run:\n${unchanged}`)
  const missing = mutants.filter(({ title }) => !unchanged.passed.some((passed) => passed.includes(title)))
  if (unchanged.failed.length > 0 || missing.length > 0)
    throw new Error(
      ['Before any change:', ...unchanged.failed, ...missing.map(({ title }) => `no "${title}"`)].join('\n  '),
    )

  const rest = mutants.values()
  let problems = 0
  const worker = async (folder: string): Promise<void> => {
    for (const mutant of rest) {
      const problem = await judge(folder, mutant)
      if (problem !== undefined) problems++
      console.log(`${problem ?? 'noticed '}  without: ${mutant.without}  (${mutant.test}: ${mutant.title})`)
    }
  }
  const folders = [first]
  for (let i = 1; i < WORKERS; i++) {
    folders.push(join(work, String(i)))
    cpSync(first, join(work, String(i)), { recursive: true, verbatimSymlinks: true })
  }
  await Promise.all(folders.map(worker))
  console.log(`mutants: ${mutants.length - problems} of ${mutants.length} noticed`)
  if (problems > 0) process.exitCode = 1
}

main().catch((reason: unknown) => {
  console.error(reason instanceof Error ? reason.message : reason)
  process.exitCode = 1
})
