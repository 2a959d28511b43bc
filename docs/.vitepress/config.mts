// The site of docs/: the pages as they are in the repository. What they link to outside of docs/ is text here.
import { cpSync, readdirSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { defineConfig } from 'vitepress'

import { leaveRepositoryLinks } from '../../scripts/site/leaveRepositoryLinks'
import { sidebar } from '../../scripts/site/sidebar'
import { slug } from '../../scripts/slug'

const DOCS = fileURLToPath(new URL('..', import.meta.url))

/** Files that pages link to: schemas, pictures, descriptors. */
const linkedFiles = () =>
  readdirSync(DOCS, { withFileTypes: true })
    .map(({ name }) => name)
    .filter((name) => ['.json', '.svg'].includes(extname(name)) && !name.startsWith('package'))

export default defineConfig({
  title: 'Latchkey',
  description: 'Session keys for smart accounts: the owner approves once, the app signs inside that approval.',
  outDir: './dist',
  cacheDir: './node_modules/.vitepress',
  markdown: {
    anchor: { slugify: slug },
    config: leaveRepositoryLinks,
  },
  buildEnd: ({ outDir }) => {
    for (const file of linkedFiles()) cpSync(join(DOCS, file), join(outDir, file))
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Start', link: '/start' },
      { text: 'Apps', link: '/client' },
      { text: 'Wallets', link: '/wallet' },
      { text: 'Security', link: '/picture' },
    ],
    sidebar: sidebar().map(({ text, pages, isClosed }) => ({
      text,
      ...(isClosed === true && { collapsed: true }),
      items: pages.map((page) => ({ text: page.text, link: `/${page.file.replace(/\.md$/, '')}` })),
    })),
  },
})
