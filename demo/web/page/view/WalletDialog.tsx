// The wallet's question: what is asked in plain words, what it could cost at worst, and two answers.
import { useEffect, useRef, type ReactElement } from 'react'

import { useStore } from '../store'
import type { DemoWallet } from '../wallet/DemoWallet'
import { Findings } from './Findings'
import { PlainWords } from './PlainWords'

export function WalletDialog({ wallet }: { readonly wallet: DemoWallet }): ReactElement {
  const { prompt } = useStore(wallet.store)
  const dialog = useRef<HTMLDialogElement>(null)
  const isOpen = prompt !== undefined
  useEffect(() => {
    if (isOpen) dialog.current?.showModal()
    else dialog.current?.close()
  }, [isOpen])
  return (
    <dialog
      ref={dialog}
      className="wallet"
      aria-labelledby="asked"
      onCancel={(event) => {
        // Escape is no.
        event.preventDefault()
        prompt?.answer(false)
      }}
    >
      {prompt !== undefined && (
        <>
          <p className="label">Demo wallet · owner key in the demo's server, for show</p>
          <h2 id="asked">{prompt.title}</h2>
          <div className="scroll" tabIndex={0} role="region" aria-label="What is asked">
            {prompt.worst !== undefined && (
              <div className="worst">
                <PlainWords text={prompt.worst} />
              </div>
            )}
            {prompt.texts.map((text, i) => (
              <PlainWords key={i} text={text} />
            ))}
            {prompt.worst !== undefined && <Findings findings={prompt.findings} />}
            {prompt.refused !== undefined && <p className="finding refusal">{prompt.refused}</p>}
          </div>
          <div className="answers">
            <button onClick={() => prompt.answer(false)}>Decline</button>
            <button className="main" disabled={prompt.refused !== undefined} onClick={() => prompt.answer(true)}>
              Approve
            </button>
          </div>
        </>
      )}
    </dialog>
  )
}
