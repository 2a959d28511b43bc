// Renders docs/errors.md: the words of src/errors, the signatures of the ABIs, the EntryPoints' own texts from their sources.
import type { Interface } from 'ethers'

import {
  entryPointInterface,
  LatchkeyError,
  sessionKeyValidatorInterface,
  sessionLensInterface,
  type EntryPointCode,
  type ErrorArgs,
} from '../src'
import { entryPointTexts } from '../src/errors/entryPointTexts'
import { errorSamples, type SampledCode } from './errorSamples'
import { listFiles, readText } from './files'

const HEAD = `# Errors

<!-- Made by: npm run check:docs -- --write. The words are those of src/errors; change them there. -->

What the module, the Lens, the EntryPoint when it handles ops, and the client refuse: what, why, and what would be right. The client
throws one type, \`LatchkeyError\`, with these words as \`title\`, \`why\` and \`fix\`, the name below as \`code\`, the values
as \`args\`, and the revert itself as \`onchain\`. \`explainRevert\` makes one of any revert; \`explainOp\` asks the Lens for the
reason behind \`SessionNotLive\`. The values in the sentences are examples.
`

const ENTRY_POINT_HEAD = `## The EntryPoint

\`FailedOp(uint256 opIndex, string reason)\` and \`FailedOpWithRevert(uint256 opIndex, string reason, bytes inner)\`, where the
reason starts with one of these codes. Why is said by the EntryPoint's own text. With AA23 and AA33 the inner error is the one
to look at: the client unwraps it.
`

const OTHER_HEAD = `### Other errors of EntryPoints

Decoded by name, as \`RevertOther\`; \`PostOpReverted\` and \`DelegateAndRevert\` are looked through.
`

/** Where the EntryPoints' texts stand. */
const ENTRY_POINTS = {
  '0.7': 'node_modules/@account-abstraction/contracts-v0.7/core',
  '0.8': 'node_modules/@account-abstraction/contracts-v0.8/core',
  '0.9': 'node_modules/@account-abstraction/contracts/core',
} as const

/** The whole page. */
export function renderErrors(): string {
  const ofModule = namesOf(sessionKeyValidatorInterface)
  const ofLens = namesOf(sessionLensInterface)
  const names = (Object.keys(errorSamples) as SampledCode[]).sort()
  const section = (title: string, own: (name: SampledCode) => boolean, abi?: Interface): string =>
    [`## ${title}\n`, ...names.filter(own).map((name) => entry(name, abi))].join('\n')
  return [
    HEAD,
    section('The module', (name) => ofModule.has(name), sessionKeyValidatorInterface),
    section('The Lens alone', (name) => ofLens.has(name) && !ofModule.has(name), sessionLensInterface),
    [ENTRY_POINT_HEAD, entryPointTable(), '', OTHER_HEAD, otherTable(), ''].join('\n'),
    section('The client alone', (name) => !ofModule.has(name) && !ofLens.has(name)),
  ].join('\n')
}

function namesOf(abi: Interface): ReadonlySet<string> {
  const names = new Set<string>()
  abi.forEachError(({ name }) => names.add(name))
  return names
}

function entry(name: SampledCode, abi: Interface | undefined): string {
  const { title, why, fix } = errorOf(name, errorSamples[name])
  const lines = [`### ${name}\n`]
  if (abi !== undefined) lines.push(`${signature(abi, name)}${alsoOfLens(name, abi) ? ' · module and Lens' : ''}\n`)
  lines.push(`- What: ${title}.`, `- Why: ${escape(why)}`, `- What would be right: ${escape(fix)}`, '')
  return lines.join('\n')
}

const alsoOfLens = (name: string, abi: Interface): boolean =>
  abi === sessionKeyValidatorInterface && sessionLensInterface.getError(name) !== null

// The pair of a code and its own arguments.
const errorOf = <Code extends SampledCode>(code: Code, args: ErrorArgs<Code>): LatchkeyError =>
  new LatchkeyError(code, args)

function signature(abi: Interface, name: string): string {
  const fragment = abi.getError(name)
  if (fragment === null) throw new Error(`No error ${name} in the ABI`)
  return `\`${fragment
    .format('full')
    .replace(/^error /, '')
    .replace(/,\s*/g, ', ')}\` · \`${fragment.selector}\``
}

function entryPointTable(): string {
  const rows = (Object.keys(entryPointTexts) as EntryPointCode[]).sort().map((code) => {
    const reason = ownTexts(code)
    const { title, fix } = entryPointTexts[code]({ opIndex: 0, reason })
    return `| ${code} | ${title} | ${reason} | ${escape(fix)} |`
  })
  return ['| code | what | why, in its own words | what would be right |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  )
}

/** Each text that a version has for the code, and the versions where not all have it. */
function ownTexts(code: string): string {
  const byText = new Map<string, string[]>()
  for (const [version, folder] of Object.entries(ENTRY_POINTS)) {
    const source = listFiles(folder, ['.sol']).map(readText).join('\n')
    const texts = [...source.matchAll(new RegExp(`"${code} ([^"]+)"`, 'g'))].map(([, text = '']) => text)
    for (const text of new Set(texts)) byText.set(text, [...(byText.get(text) ?? []), version])
  }
  if (byText.size === 0) throw new Error(`No EntryPoint says ${code}`)
  const all = Object.keys(ENTRY_POINTS).length
  return [...byText].map(([text, by]) => (by.length === all ? text : `${text} (v${by.join(', v')})`)).join('; ')
}

function otherTable(): string {
  const names = [...namesOf(entryPointInterface)].filter((name) => !name.startsWith('FailedOp')).sort()
  return names.map((name) => `- ${signature(entryPointInterface, name)}`).join('\n')
}

const escape = (text: string): string => text.replace(/[<>|*_]/g, (character) => `\\${character}`)
