// Two views of one thing: the app's and the wallet's. Which one is shown, the address says.
import { useEffect, useState, type ReactElement } from 'react'

import { Socio3App } from './app/Socio3App'
import { findPlace } from './place'
import { useStore } from './store'
import { AppView } from './view/AppView'
import { Prompts } from './view/Prompts'
import { WalletDialog } from './view/WalletDialog'
import { WalletView } from './view/WalletView'
import { DemoWallet } from './wallet/DemoWallet'
import { findTestWallet } from './wallet/findWallet'

interface Opened {
  readonly app: Socio3App
  readonly wallet: DemoWallet
}

let opening: Promise<Opened> | undefined

/** Once for the page, however often it is drawn. */
async function open(): Promise<Opened> {
  const here = await findPlace()
  const wallet = new DemoWallet(here)
  return { wallet, app: await Socio3App.open(here, findTestWallet() ?? wallet) }
}

export function Page(): ReactElement {
  const [opened, setOpened] = useState<Opened>()
  const [failure, setFailure] = useState<string>()
  useEffect(() => {
    opening ??= open()
    opening.then(setOpened, (reason: unknown) => setFailure(reason instanceof Error ? reason.message : String(reason)))
  }, [])
  if (failure !== undefined)
    return (
      <main className="blank">
        <h1>Socio3 cannot start</h1>
        <p role="alert">{failure}</p>
      </main>
    )
  if (opened === undefined)
    return (
      <main className="blank">
        <h1 className="unseen">Socio3</h1>
        <p role="status">Opening Socio3…</p>
      </main>
    )
  return <Views {...opened} />
}

function Views({ app, wallet }: Opened): ReactElement {
  const view = useHash() === '#wallet' ? 'wallet' : 'app'
  const { prompts } = useStore(app.store)
  return (
    <>
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <header className="top">
        <span className="brand" aria-hidden="true">
          <svg viewBox="0 0 32 32" width="28" height="28">
            <rect width="32" height="32" rx="9" fill="currentColor" />
            <path d="M16 8l7 8h-4.4v8h-5.2v-8H9z" fill="var(--page)" />
          </svg>
        </span>
        <h1>Socio3</h1>
        <nav aria-label="Views">
          <a href="#app" aria-current={view === 'app' ? 'page' : undefined}>
            Feed
          </a>
          <a href="#wallet" aria-current={view === 'wallet' ? 'page' : undefined}>
            Wallet
          </a>
        </nav>
        <Prompts prompts={prompts} />
      </header>
      {view === 'app' ? <AppView app={app} /> : <WalletView app={app} wallet={wallet} />}
      <footer className="foot">
        A chain, a bundler and a wallet of this machine alone. Nothing here is worth anything.
      </footer>
      <WalletDialog wallet={wallet} />
    </>
  )
}

function useHash(): string {
  const [hash, setHash] = useState(location.hash)
  useEffect(() => {
    // The link that skips to the content is no view.
    const read = (): void => setHash((before) => (location.hash === '#main' ? before : location.hash))
    addEventListener('hashchange', read)
    return () => removeEventListener('hashchange', read)
  }, [])
  return hash
}
