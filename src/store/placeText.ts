// A place as one text, which two places never share.
import { checkAddress, checkAmount, notValid } from '../session/fields'
import type { StorePlace } from './SessionStore'

const UINT256_MAX = 2n ** 256n - 1n
const APP_LENGTH_MAX = 200

/**
 * @internal chain:account:module:app, addresses in lower case.
 *
 * @throws FieldNotValid.
 */
export function placeText({ chainId, account, module, app }: StorePlace): string {
  // Half of a character would be another text once it is written.
  if (app === '' || app.length > APP_LENGTH_MAX || /\p{Surrogate}/u.test(app))
    throw notValid('app', app, `a name of 1 to ${APP_LENGTH_MAX} characters`)
  const addresses = [checkAddress('account', account), checkAddress('module', module)]
  return [
    String(checkAmount('chainId', chainId, UINT256_MAX)),
    ...addresses.map((address) => address.toLowerCase()),
    app,
  ].join(':')
}
