// Texts of strangers on a terminal: names of tokens, reverts, what a node answers. None of it moves the cursor, changes colours,
// or makes one text look like another.

/** Controls, marks of direction and other letters that show nothing, line and paragraph separators; not the line break. */
const UNSEEN = /[\p{C}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\u2800]/gu

/**
 * The text with everything unseen as `\u{1b}`; line breaks stay.
 *
 * @example
 * ```ts
 * safeText('a\u001b[31mb\nc') // => 'a\\u{1b}[31mb\nc'
 * ```
 */
export const safeText = (text: string): string =>
  text.replace(UNSEEN, (letter) => (letter === '\n' ? letter : `\\u{${letter.codePointAt(0)?.toString(16) ?? ''}}`))

/**
 * The same of what has to stay on one line.
 *
 * @example
 * ```ts
 * safeLine('AA23\n0 ok') // => 'AA23\\u{a}0 ok'
 * ```
 */
export const safeLine = (text: string): string => safeText(text).replace(/\n/g, '\\u{a}')

/**
 * JSON whose strings hold nothing unseen: `\u001b` means the same to whoever reads JSON.
 *
 * @example
 * ```ts
 * safeJson({ amount: 5n, name: '\u202e' }) // => '{\n  "amount": "5",\n  "name": "\\u202e"\n}'
 * ```
 */
export function safeJson(value: unknown): string {
  const text = JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? String(item) : item), 2)
  return text.replace(UNSEEN, (letter) => (letter === '\n' ? letter : escaped(letter)))
}

// Letters above the first plane are two units in JSON.
const escaped = (letter: string): string =>
  letter
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
