// What the user should hear now. Read out when it changes.
import type { ReactElement } from 'react'

import type { Notice } from '../app/AppState'

export interface NoticeBarProps {
  readonly notice: Notice | undefined
  readonly isBusy: boolean
  readonly onRenew: () => void
  readonly onClose: () => void
}

export function NoticeBar({ notice, isBusy, onRenew, onClose }: NoticeBarProps): ReactElement {
  return (
    <div className="notices" role="status" aria-live="polite">
      {notice !== undefined && (
        <div className={`notice ${notice.tone}`} data-testid="notice">
          <div>
            <p>{notice.text}</p>
            {notice.fix !== undefined && <p className="quiet">{notice.fix}</p>}
          </div>
          {notice.renew === true && (
            <button disabled={isBusy} onClick={onRenew}>
              Renew
            </button>
          )}
          <button className="bare" aria-label="Close this message" onClick={onClose}>
            ×
          </button>
        </div>
      )}
    </div>
  )
}
