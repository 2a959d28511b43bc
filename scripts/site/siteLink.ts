// Where a link of a page leads, on the site.
import { posix } from 'node:path'

/** A link that the site shows as it is, or a file of the repository that no site has. */
export type SiteLink = { readonly isOnSite: true } | { readonly isOnSite: false; readonly path: string }

const ON_SITE: SiteLink = { isOnSite: true }

/**
 * Pages link to files of the repository, for readers of the repository. The site has docs/ alone, and knows of no host that has the
 * rest: there such a link becomes its text, with the file's path.
 *
 * @param page The page, below docs/.
 * @param href The link as the page has it.
 */
export function siteLink(page: string, href: string): SiteLink {
  if (/^([a-z][a-z+.-]*:|\/\/|#)/i.test(href)) return ON_SITE
  const [path = ''] = href.split('#')
  const file = posix.join('docs', posix.dirname(page), path)
  return file.startsWith('docs/') ? ON_SITE : { isOnSite: false, path: file }
}
