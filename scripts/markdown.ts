// What the checks read of a page: its headings, links, named paths, and numbered promises with their tests.
import { readText } from './files'
import { slug } from './slug'

/** A test that a page names: `- \`file\` › \`title\`` with the file below test/. */
export type TestReference = { readonly file: string; readonly title: string }

/** `- **3.4** text`, and the tests under it. */
export type Promised = { readonly id: string; readonly text: string; readonly tests: readonly TestReference[] }

/** The page without code blocks and comments. */
export const proseOf = (path: string): string =>
  readText(path)
    .replace(/^```[\s\S]*?^```/gm, '')
    .replace(/<!--[\s\S]*?-->/g, '')

/** Targets of inline links; images too. */
export const linksOf = (path: string): string[] =>
  [
    ...proseOf(path)
      .replace(/`[^`\n]*`/g, '')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ].map(([, target = '']) => target)

/** The anchors of the headings, as GitHub makes them. */
export function anchorsOf(path: string): ReadonlySet<string> {
  const anchors = new Set<string>()
  for (const [, text = ''] of proseOf(path).matchAll(/^#{1,6} +(.+?) *$/gm)) {
    const first = slug(text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1'))
    let anchor = first
    for (let i = 1; anchors.has(anchor); ++i) anchor = `${first}-${i}`
    anchors.add(anchor)
  }
  return anchors
}

const PATH = /`((?:contracts|src|test|deploy|scripts|bench|demo|docs)\/[\w./-]*)`/g

/** Files and folders of the project that the page names as code. */
export const pathsOf = (path: string): string[] => [...proseOf(path).matchAll(PATH)].map(([, named = '']) => named)

const TEST = /^\s*- `([^`]+\.(?:test\.ts|t\.sol))` › `([^`]+)`$/
const PROMISE = /^- \*\*(I?\d+(?:\.\d+)?)\*\* (.*)$/

/** All lines that name a test, wherever they stand. */
export const testsOf = (path: string): TestReference[] => proseOf(path).split('\n').flatMap(testIn)

/** The numbered promises of a page, in its order. */
export function promisesOf(path: string): Promised[] {
  const promises: { id: string; text: string; tests: TestReference[] }[] = []
  let open = false
  for (const line of proseOf(path).split('\n')) {
    const [, id, text = ''] = PROMISE.exec(line) ?? []
    if (id !== undefined) promises.push({ id, text, tests: [] })
    // A promise ends where its list does.
    open = id !== undefined || (open && (line.startsWith('  ') || line === ''))
    if (open) promises.at(-1)?.tests.push(...testIn(line))
  }
  return promises
}

function testIn(line: string): TestReference[] {
  const [, file, title] = TEST.exec(line) ?? []
  return file === undefined || title === undefined ? [] : [{ file: `test/${file}`, title }]
}

/** Without the numbers of threats and invariants, which come and go. */
const withoutNumbers = (title: string): string => title.replace(/\b[TI]\d+\b,? ?/g, '')

/** Whether a test's title is the one that is named: in full or from a `describe` on; `…` stands for anything. */
export function isNamed(title: string, named: string): boolean {
  const pattern = withoutNumbers(named)
    .split('…')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*')
  return new RegExp(`(^| > )${pattern}$`).test(withoutNumbers(title))
}
