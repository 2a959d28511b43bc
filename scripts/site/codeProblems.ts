// Code in a page is run by a test, and data can be read.
import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { readText, ROOT } from '../files'
import { SAMPLES } from './samples'

const BLOCK = /^ *```(\S*)\n([\s\S]*?)^ *```$/gm

/** Code that a page's own test runs; `console` is a command line and what it prints. */
const RUN = new Set(['ts', 'tsx', 'console'])

/** What nobody runs: what is printed, and what is typed into a terminal. */
const TEXT = new Set(['', 'text', 'sh'])

/** @param pages Paths from the root. */
export function codeProblems(pages: readonly string[]): readonly string[] {
  const samples: Readonly<Record<string, string>> = SAMPLES
  const withCode = pages.filter((page) => blocksOf(page).some(([language]) => RUN.has(language)))
  return [
    ...withCode.filter((page) => samples[page] === undefined).map((page) => `${page}: no test runs its code`),
    ...Object.entries(samples).flatMap(([page, test]) => {
      if (!withCode.includes(page)) return [`scripts/site/samples.ts: ${page} has no code`]
      const name = page.split('/').at(-1) ?? page
      return existsSync(join(ROOT, test)) && readText(test).includes(name) ? [] : [`${page}: ${test} does not run it`]
    }),
    ...pages.flatMap((page) => blocksOf(page).flatMap((block) => blockProblems(page, block))),
  ]
}

const blocksOf = (page: string): readonly (readonly [language: string, text: string])[] =>
  [...readText(page).matchAll(BLOCK)].map(([, language = '', text = '']) => [language, text] as const)

function blockProblems(page: string, [language, text]: readonly [string, string]): readonly string[] {
  if (RUN.has(language) || TEXT.has(language)) return []
  if (language !== 'json') return [`${page}: a block of ${language}, which nothing checks`]
  try {
    JSON.parse(text)
    return []
  } catch {
    return [`${page}: a block of JSON that cannot be read`]
  }
}
