// How Vite serves and builds the page: the client from src/, and all questions on to the gateway. Imports nothing of Vite, so that its
// types are checked where Vite is not installed.
import { join } from 'node:path'

const WEB = import.meta.dirname
const ROOT = join(WEB, '../..')
const SRC = join(ROOT, 'src')

/** As an app imports the package. */
const ENTRIES = { wallet: 'wallet.ts', history: 'history/index.ts', browser: 'keys/index.ts', react: 'react/index.ts' }

const proxy = { '/api': { target: process.env['GATEWAY_URL'] ?? 'http://127.0.0.1:1' } }
const headers = {
  'content-security-policy':
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' ws://127.0.0.1:*; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

export default {
  root: WEB,
  resolve: {
    alias: [
      ...Object.entries(ENTRIES).map(([name, file]) => ({
        find: new RegExp(`^latchkey/${name}$`),
        replacement: join(SRC, file),
      })),
      { find: /^latchkey$/, replacement: join(SRC, 'index.ts') },
    ],
    dedupe: ['react', 'react-dom', 'ethers'],
  },
  // Known before the first visit, so that it is not loaded twice.
  optimizeDeps: {
    include: ['ethers', 'idb-keyval', 'react', 'react-dom/client', 'react/jsx-runtime', 'react/jsx-dev-runtime'],
  },
  // No other page has business here, whatever port of this machine it comes from.
  server: { proxy, headers, cors: false, fs: { allow: [WEB, SRC, join(ROOT, 'node_modules')] } },
  preview: { proxy, headers, cors: false },
  build: { target: 'es2022', chunkSizeWarningLimit: 2_000, assetsInlineLimit: 0 },
}
