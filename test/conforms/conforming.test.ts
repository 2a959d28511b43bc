// The module's own accounts, tested as those of wallets are.
import { conforms } from '../../src/testing'
import { ENTRY_POINTS, mockAccount, smartAccount } from './accounts'

for (const entryPoint of ENTRY_POINTS) conforms(smartAccount({ entryPoint }))
conforms(mockAccount())
