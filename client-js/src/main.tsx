import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App'
import './look/app.css'
import { applyTheme } from './theme'

applyTheme()
const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
