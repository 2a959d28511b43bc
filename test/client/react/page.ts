// A browser's page for React in this process: its globals are there while a suite runs, and gone afterwards.
import type { RenderResult } from '@testing-library/react'
import type * as Testing from '@testing-library/react'
import { JSDOM } from 'jsdom'
import type * as React from 'react'

/** What React and its tests look for. The rest of jsdom is reached through these. */
const NAMES = [
  'window',
  'document',
  'navigator',
  'HTMLElement',
  'HTMLIFrameElement',
  'Element',
  'Node',
  'Event',
] as const
const ACT = 'IS_REACT_ACT_ENVIRONMENT'

// One for all: what React has found out of its page it does not ask again.
const { window } = new JSDOM('<!doctype html><body></body>', { url: 'https://app.example/', pretendToBeVisual: true })

type Library = typeof Testing

/** Rendered in StrictMode. */
export interface Page {
  readonly react: typeof React
  readonly library: Library
  readonly render: (element: React.ReactElement) => RenderResult
}

/** In a suite: gives its tests a page, which is empty for each. */
export function withPage(): () => Page {
  const found: [string, PropertyDescriptor | undefined][] = []
  let page: Page | undefined
  before(() => {
    for (const name of [...NAMES, ACT]) {
      found.push([name, Object.getOwnPropertyDescriptor(globalThis, name)])
      const value: unknown = name === ACT ? true : window[name]
      Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
    }
    // Only now: they look at the page when they are loaded. Suites clean up by themselves.
    process.env['RTL_SKIP_AUTO_CLEANUP'] = 'true'
    /* eslint-disable @typescript-eslint/no-require-imports */
    const react = require('react') as typeof React
    const library = require('@testing-library/react') as Library
    /* eslint-enable @typescript-eslint/no-require-imports */
    const render: Page['render'] = (element) =>
      library.render(react.createElement(react.StrictMode, null, element), {
        container: window.document.body.appendChild(window.document.createElement('div')),
      })
    page = { react, library, render }
  })
  afterEach(() => page?.library.cleanup())
  after(() => {
    for (const [name, descriptor] of found)
      if (descriptor === undefined) Reflect.deleteProperty(globalThis, name)
      else Object.defineProperty(globalThis, name, descriptor)
  })
  return () => {
    if (page === undefined) throw new Error('The suite has not begun')
    return page
  }
}
