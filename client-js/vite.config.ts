import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const server = process.env.WAGERUP_URL ?? 'http://localhost:8000'

// What the way to a first match needs is one file: cut into two it compresses to 1.7 kB more.
const SCREENS = 'Chat|Contest|Lobby|Match|QuickMatch|Reactions|Scoreboard|SignIn|ahead'
const FIRST = new RegExp(
  `node_modules|src/[^/]+$|src/socket/|src/money/(keys|limits)|src/screens/(${SCREENS})\\.|src/scorers/(OnScorer|Scorer|parts)\\.|src/ui/(?!AmountInput|WalletPeek|useRead)`,
)

export default defineConfig({
  plugins: [react(), tailwindcss()],
  // No file is inlined: the page's policy allows scripts, styles and fonts from our own address alone.
  build: {
    outDir: '../server/static',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    target: 'es2022',
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'core', test: FIRST }] } } },
  },
  server: { proxy: { '/auth': server, '/ws': { target: server, ws: true } } },
})
