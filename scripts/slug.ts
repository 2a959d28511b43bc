/**
 * The anchor of a heading, as GitHub makes it; a second one of the same text has a number behind it.
 *
 * @param text The heading without links.
 */
export const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-')
