// nbody: the same algorithm as programs/nbody.scm, the bodies as objects with named fields.

const size = 500000 // time steps of 0.01; small 10000

const expected = { 10000: -0.16901644126444948, 500000: -0.16909656666618716 }

const solarMass = 4 * (Math.PI * Math.PI)
const daysPerYear = 365.24

function makeBody(x, y, z, vx, vy, vz, mass) {
  return {
    x,
    y,
    z,
    vx: vx * daysPerYear,
    vy: vy * daysPerYear,
    vz: vz * daysPerYear,
    mass: mass * solarMass,
  }
}

// The Sun, Jupiter, Saturn, Uranus, Neptune.
const initialState = [
  [0, 0, 0, 0, 0, 0, 1],
  [
    4.841431442464721, -1.1603200440274284, -0.10362204447112311, 0.001660076642744037,
    0.007699011184197404, -6.90460016972063e-5, 0.0009547919384243266,
  ],
  [
    8.34336671824458, 4.124798564124305, -0.4035234171143214, -0.0027674251072641173,
    0.004998528012349172, 2.3041729757376393e-5, 0.0002858859806661308,
  ],
  [
    12.894369562139131, -15.111151401698631, -0.22330757889265573, 0.002964601375647616,
    0.0023784717395948095, -2.9658956854023756e-5, 4.366244043351563e-5,
  ],
  [
    15.379697114850917, -25.919314609987964, 0.17925877295037118, 0.0026806777249038932,
    0.001628241700382423, -9.515922545197159e-5, 5.1513890204661145e-5,
  ],
]

// Gives the Sun the velocity that brings the momentum of the whole system to zero.
function cancelMomentum(bodies) {
  const sun = bodies[0]
  for (let i = 1; i < bodies.length; i++) {
    const body = bodies[i]
    const share = body.mass / solarMass
    sun.vx -= body.vx * share
    sun.vy -= body.vy * share
    sun.vz -= body.vz * share
  }
}

// Changes the velocities of both bodies by their attraction during `dt`.
function attract(a, b, dt) {
  const dx = a.x - b.x
  const dy = a.y - b.y
  const dz = a.z - b.z
  const distance2 = dx * dx + dy * dy + dz * dz
  const magnitude = dt / (distance2 * Math.sqrt(distance2))
  const pullA = b.mass * magnitude
  const pullB = a.mass * magnitude
  a.vx -= dx * pullA
  a.vy -= dy * pullA
  a.vz -= dz * pullA
  b.vx += dx * pullB
  b.vy += dy * pullB
  b.vz += dz * pullB
}

function advance(bodies, dt) {
  for (let i = 0; i < bodies.length; i++) {
    for (let j = i + 1; j < bodies.length; j++) attract(bodies[i], bodies[j], dt)
  }
  for (const body of bodies) {
    body.x += dt * body.vx
    body.y += dt * body.vy
    body.z += dt * body.vz
  }
}

function kineticEnergy({ mass, vx, vy, vz }) {
  return 0.5 * mass * (vx * vx + vy * vy + vz * vz)
}

function distance(a, b) {
  const dx = a.x - b.x
  const dy = a.y - b.y
  const dz = a.z - b.z
  return Math.sqrt(dx * dx + dy * dy + dz * dz)
}

function energy(bodies) {
  let sum = 0
  for (let i = 0; i < bodies.length; i++) {
    sum += kineticEnergy(bodies[i])
    for (let j = i + 1; j < bodies.length; j++) {
      sum -= (bodies[i].mass * bodies[j].mass) / distance(bodies[i], bodies[j])
    }
  }
  return sum
}

function simulate(steps) {
  const bodies = initialState.map((each) => makeBody(...each))
  cancelMomentum(bodies)
  for (let step = 0; step < steps; step++) advance(bodies, 0.01)
  return energy(bodies)
}

const start = milliseconds()
const result = simulate(size)
const elapsed = milliseconds() - start
const verdict = result === expected[size] ? 'ok' : 'WRONG'
console.log(`nbody: ${verdict} ${result} ${elapsed.toFixed(3)}`)
