// docs/compatibility.md, as the committed results make it.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { format, resolveConfig } from 'prettier'

import { dependencies } from '../../e2e/package.json'
import { readCommitted } from './committed'
import { renderPage } from './renderPage'

const FILE = join(__dirname, '../../docs/compatibility.md')

/** The whole page. */
export async function pageText(): Promise<string> {
  const options = await resolveConfig(FILE)
  const bundler = `alto ${dependencies['@pimlico/alto']}`
  return await format(renderPage(readCommitted(), bundler), { ...options, parser: 'markdown' })
}

export async function writePage(): Promise<void> {
  writeFileSync(FILE, await pageText())
}
