// The entry `./abi`: the ABIs of the module and its Lens, as constants that types can be taken from. Nothing else, no code.
export { sessionKeyValidatorAbi } from './sessionKeyValidatorAbi'
export { sessionLensAbi } from './sessionLensAbi'
