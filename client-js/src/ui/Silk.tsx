/** A silk: a player's colours, drawn from their id. */
const INKS = ['#1f4d3a', '#7a2e22', '#2e4a66', '#6b5a1e', '#4a2f55', '#2b5e5e', '#5c3a1e', '#3b3b3b']
const PATHS = ['M0 0h16v32H0z', 'M0 12h32v8H0z', 'M0 32L32 0v16L16 32z', 'M0 0h32L16 32z', 'M8 8h16v16H8z', 'M0 0h32v10H0zM0 22h32v10H0z']

export function Silk({ id, size = 36 }: { id: string; size?: number }) {
  let hash = 7
  for (const letter of id) hash = (hash * 31 + letter.charCodeAt(0)) % 99_991
  const ground = INKS[hash % INKS.length]
  const other = INKS[(hash + 3 + (hash % 4)) % INKS.length]
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" className="shrink-0 rounded-silk">
      <rect width="32" height="32" fill={ground} />
      <path d={PATHS[hash % PATHS.length]} fill={other} />
      <path d={PATHS[(hash >> 3) % PATHS.length]} fill="#f3efe2" opacity="0.82" transform="translate(9.6 9.6) scale(0.4)" />
    </svg>
  )
}
