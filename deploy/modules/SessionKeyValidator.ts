// Ignition module: the session key validator. It has no parameters, no owner and no initializer.
import { buildModule } from '@nomicfoundation/hardhat-ignition/modules'

export const sessionKeyValidatorModule = buildModule('SessionKeyValidator', (m) => ({
  validator: m.contract('SessionKeyValidator'),
}))
