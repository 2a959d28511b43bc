// The module's own accounts, tested as those of wallets are.
import { conforms } from '../../src/testing'
import { ENTRY_POINTS, mockAccount, smartAccount } from './accounts'

const CASES = 120

for (const entryPoint of ENTRY_POINTS) conforms({ ...smartAccount({ entryPoint }), cases: CASES })
conforms({ ...mockAccount(), cases: CASES })
