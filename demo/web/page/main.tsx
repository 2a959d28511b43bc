// The page begins here.
import { createRoot } from 'react-dom/client'

import { Page } from './Page'

const root = document.getElementById('root')
if (root !== null) createRoot(root).render(<Page />)
