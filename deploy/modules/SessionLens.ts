// Ignition module: the Lens of one validator. It is a module of its own, so that a deployment that stopped between the two
// goes on with the Lens alone. Parameter: `validator`, the validator's address.
import { buildModule } from '@nomicfoundation/hardhat-ignition/modules'

export const sessionLensModule = buildModule('SessionLens', (m) => ({
  lens: m.contract('SessionLens', [m.getParameter<string>('validator')]),
}))
