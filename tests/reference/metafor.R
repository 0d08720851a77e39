# Writes metafor.json: what R gives for the cases below. Run as `Rscript tests/reference/metafor.R`; see README.md here.
# Invented numbers, except BCG (metafor's dat.bcg) and what a case's name says.

suppressMessages({
  library(metafor)
  library(lme4)
})
options(warn = 1)
file <- sub("--file=", "", grep("--file=", commandArgs(), value = TRUE))
rows <- function(...) matrix(c(...), ncol = 4, byrow = TRUE)
bcg <- with(dat.bcg, cbind(tpos, tpos + tneg, cpos, cpos + cneg))

# One proportion: base R -------------------------------------------------------------------------------------------
proportions <- lapply(
  list(c(0, 12), c(0, 3), c(0, 32), c(12, 12), c(1, 1), c(5, 32), c(13, 40), c(1, 130), c(150, 300)),
  function(x) {
    wilson <- suppressWarnings(prop.test(x[1], x[2], correct = FALSE))$conf.int
    list(events = x[1], n = x[2], exact = binom.test(x[1], x[2])$conf.int[1:2], wilson = wilson[1:2])
  }
)

# Two groups: base R; Koopman's interval from its definition, with the constrained likelihood found numerically --------
koopman <- function(x1, n1, x2, n2) {
  score <- function(logratio) {
    ratio <- exp(logratio)
    likelihood <- function(p2) {
      dbinom(x1, n1, min(1, ratio * p2), log = TRUE) + dbinom(x2, n2, p2, log = TRUE)
    }
    p2 <- optimize(likelihood, c(1e-12, min(1, 1 / ratio) - 1e-12), maximum = TRUE, tol = 1e-12)$maximum
    p1 <- ratio * p2
    (x1 / n1 - ratio * x2 / n2)^2 / (p1 * (1 - p1) / n1 + ratio^2 * p2 * (1 - p2) / n2) - qchisq(0.95, 1)
  }
  at <- log((x1 / n1) / (x2 / n2))
  root <- function(ends) exp(uniroot(score, ends, tol = 1e-12)$root)
  c(
    if (x1 == 0) 0 else root(if (x2 == 0) c(-8, 8) else c(at - 8, at - 1e-4)),
    if (x2 == 0) Inf else root(if (x1 == 0) c(-8, 8) else c(at + 1e-4, at + 8))
  )
}
# The equations of fisher.test, which itself stops after three or four digits.
conditional <- function(x1, n1, x2, n2) {
  support <- max(0, x1 + x2 - n2):min(x1 + x2, n1)
  given <- function(logodds) {
    weight <- dhyper(support, n1, n2, x1 + x2, log = TRUE) + logodds * support
    exp(weight - max(weight)) / sum(exp(weight - max(weight)))
  }
  root <- function(f) exp(uniroot(f, c(-20, 20), tol = 1e-13)$root)
  first <- x1 == min(support); last <- x1 == max(support)
  found <- c(
    if (first) 0 else if (last) Inf else root(function(l) sum(support * given(l)) - x1),
    if (first) 0 else root(function(l) sum(given(l)[support >= x1]) - 0.025),
    if (last) Inf else root(function(l) sum(given(l)[support <= x1]) - 0.025)
  )
  fisher <- fisher.test(matrix(c(x1, n1 - x1, x2, n2 - x2), 2, byrow = TRUE))
  stopifnot(all.equal(found, c(unname(fisher$estimate), fisher$conf.int[1:2]), tolerance = 5e-3))
  found
}
newcombe <- function(x1, n1, x2, n2) {
  wilson <- function(x, n) suppressWarnings(prop.test(x, n, correct = FALSE))$conf.int
  p1 <- x1 / n1; p2 <- x2 / n2; a <- wilson(x1, n1); b <- wilson(x2, n2)
  p1 - p2 + c(-sqrt((p1 - a[1])^2 + (b[2] - p2)^2), sqrt((a[2] - p1)^2 + (p2 - b[1])^2))
}
tables <- rows(5, 32, 0, 32,  0, 32, 5, 32,  3, 12, 1, 10,  12, 12, 4, 10,  10, 300, 6, 150,  36, 40, 16, 80,
               1, 130, 2, 60,  7, 34, 1, 34,  4, 123, 11, 139)
two_by_two <- apply(tables, 1, function(x) {
  logs <- function(measure) {
    found <- escalc(measure, ai = x[1], n1i = x[2], ci = x[3], n2i = x[4], add = 0)
    c(found$yi[1], found$vi[1])
  }
  empty <- 0 %in% c(x[1], x[2] - x[1], x[3], x[4] - x[3])
  list(
    table = x, odds_ratio = conditional(x[1], x[2], x[3], x[4]),
    risk_difference = newcombe(x[1], x[2], x[3], x[4]), risk_ratio = koopman(x[1], x[2], x[3], x[4]),
    log_rr = if (empty) NULL else logs("RR"), log_or = if (empty) NULL else logs("OR")
  )
}, simplify = FALSE)

# Mantel–Haenszel --------------------------------------------------------------------------------------------------
strata <- list(
  bcg = bcg,
  one = rows(5, 32, 2, 30),
  two = rows(8, 120, 3, 60, 5, 110, 4, 115),
  sparse = rows(3, 40, 1, 38, 0, 12, 1, 11, 2, 60, 0, 30),
  zero_arm = rows(5, 32, 0, 32, 2, 20, 1, 21),
  double_zero = rows(3, 40, 1, 38, 0, 25, 0, 12, 2, 60, 1, 30),
  nothing_in_second = rows(5, 32, 0, 32, 2, 20, 0, 19),
  everyone_in_one = rows(12, 12, 9, 12, 20, 25, 14, 24),
  unlike_sizes = rows(40, 900, 22, 450, 1, 8, 0, 5),
  nothing_at_all = rows(0, 12, 0, 10, 0, 30, 0, 15)
)
mantel_haenszel <- lapply(names(strata), function(name) {
  x <- strata[[name]]
  summary <- function(measure) {
    found <- suppressWarnings(rma.mh(
      measure = measure, ai = x[, 1], n1i = x[, 2], ci = x[, 3], n2i = x[, 4], add = 0, to = "none", drop00 = FALSE
    ))
    c(found$beta, found$se, found$ci.lb, found$ci.ub)
  }
  list(name = name, tables = x, rd = summary("RD"), log_rr = summary("RR"), log_or = summary("OR"))
})

# Random effects ---------------------------------------------------------------------------------------------------
change <- function(r) {
  found <- escalc(
    "MC", m1i = c(3.1, 2.2, 4.0), sd1i = c(1.4, 1.9, 2.2), m2i = c(5.0, 4.9, 4.6), sd2i = c(1.6, 1.2, 2.0),
    ni = c(9, 14, 6), ri = rep(r, 3)
  )
  list(yi = c(found$yi), vi = found$vi)
}
means <- escalc("MD", m1i = c(41, 38, 55), sd1i = c(18, 22, 15), n1i = c(20, 31, 12), m2i = c(60, 49, 58),
                sd2i = c(20, 19, 21), n2i = c(22, 30, 10))
bcg_rr <- escalc("RR", ai = bcg[, 1], n1i = bcg[, 2], ci = bcg[, 3], n2i = bcg[, 4])
effects <- list(
  bcg = list(yi = c(bcg_rr$yi), vi = bcg_rr$vi),
  two_close = list(yi = c(1, 1.02), vi = c(0.25, 0.4)),
  two_apart = list(yi = c(0.2, 1.9), vi = c(0.05, 0.12)),
  two_equal = list(yi = c(0.7, 0.7), vi = c(0.1, 0.3)),
  three_alike = list(yi = c(0.4, 0.55, 0.47), vi = c(0.09, 0.2, 0.15)),
  three_unlike = list(yi = c(-0.3, 0.9, 1.6), vi = c(0.05, 0.08, 0.02)),
  unequal_variances = list(yi = c(0.1, 0.8, -0.6, 1.5, 0.3), vi = c(0.001, 0.4, 1, 0.02, 0.3)),
  six_sparse = list(yi = c(1.2, 0.3, -0.9, 2.1, 0.8, 0.5), vi = c(1.1, 0.9, 1.6, 2.2, 0.7, 1.3)),
  mean_differences = list(yi = c(means$yi), vi = means$vi),
  pairs_r0 = change(0), pairs_r05 = change(0.5), pairs_r08 = change(0.8)
)
random_effects <- lapply(names(effects), function(name) {
  y <- effects[[name]]$yi; v <- effects[[name]]$vi
  # Finer than the defaults, and a wider search for the interval of tau² on the scale of the mean differences.
  control <- list(threshold = 1e-11 * mean(v), maxiter = 10000, tau2.max = 1e8, tol = 1e-14)
  fit <- function(test, method = "REML") rma(y, v, method = method, test = test, control = control)
  modified <- fit("adhoc"); wald <- fit("z"); plain <- fit("knha")
  profile <- suppressMessages(confint(modified, control = list(tau2.max = 1e8, tol = 1e-14)))$random["tau", 2:3]
  ci <- function(found) c(found$beta, found$se, found$ci.lb, found$ci.ub)
  steps <- function(found) cbind(found$estimate, found$ci.lb, found$ci.ub)
  normal <- predict(wald); student <- predict(modified)
  k <- length(y)
  higgins <- if (k > 2) qt(0.975, k - 2) * sqrt(modified$tau2 + modified$se^2)
  list(
    name = name, estimates = y, variances = v, modified = ci(modified), wald = ci(wald), knapp_hartung = ci(plain),
    fixed = ci(fit("z", "EE")), tau2 = modified$tau2, i2 = wald$I2, profile = unname(profile),
    weights = unname(weights(modified)) / 100,
    prediction_normal = c(normal$pi.lb, normal$pi.ub), prediction_k_minus_1 = c(student$pi.lb, student$pi.ub),
    prediction_k_minus_2 = if (k > 2) c(modified$beta) + c(-1, 1) * higgins else NULL,
    leave_one_out = if (k > 2) steps(suppressWarnings(leave1out(modified))) else NULL,
    cumulative = steps(suppressWarnings(cumul(modified)))
  )
})

# Pooled proportions: binomial–normal GLMM -------------------------------------------------------------------------
sets <- list(
  alike = list(xi = c(1, 1, 1), ni = c(12, 12, 12)),
  moderate = list(xi = c(3, 5, 9), ni = c(12, 30, 20)),
  two_without = list(xi = c(0, 0, 1), ni = c(12, 30, 25)),
  unlike = list(xi = c(2, 14, 30, 1, 9, 25), ni = c(40, 40, 60, 35, 18, 30)),
  large = list(xi = c(40, 95, 61, 130), ni = c(410, 520, 700, 650)),
  ten_sparse = list(xi = c(0, 1, 0, 2, 0, 0, 3, 1, 0, 1), ni = c(12, 20, 9, 31, 14, 22, 40, 17, 8, 25)),
  nearly_all = list(xi = c(11, 19, 25, 8), ni = c(12, 20, 25, 10)),
  none_of_3_4_5 = list(xi = c(0, 0, 0), ni = c(3, 4, 5)),
  all_of_3_4_5 = list(xi = c(3, 4, 5), ni = c(3, 4, 5))
)
glmm <- lapply(names(sets), function(name) {
  x <- sets[[name]]
  # More nodes than the default of 7, whose error is larger than what the comparison may differ.
  found <- try(suppressMessages(suppressWarnings(
    rma.glmm(measure = "PLO", xi = x$xi, ni = x$ni, nAGQ = 60)
  )), silent = TRUE)
  if (inherits(found, "try-error")) {
    # lme4 wants rates that differ. Where they do not, tau is 0 and the model is a plain logistic regression.
    plain <- suppressWarnings(summary(glm(cbind(x$xi, x$ni - x$xi) ~ 1, family = binomial))$coefficients)
    return(list(name = name, events = x$xi, n = x$ni, refused = TRUE, plain = unname(plain[1:2])))
  }
  list(name = name, events = x$xi, n = x$ni, refused = FALSE, mu = c(found$beta), se = found$se, tau = sqrt(found$tau2),
       ci = c(found$ci.lb, found$ci.ub))
})
# What +0.5 makes of none of 3, 4 and 5: the number that is never printed.
half <- rma(measure = "PLO", xi = c(0, 0, 0), ni = c(3, 4, 5), method = "REML")
half_corrected <- plogis(c(half$beta))

# Means, independent and paired: base R, on samples that have exactly these moments ----------------------------------
sample_of <- function(n, mean, sd, shape = qnorm) c(scale(shape(ppoints(n)))) * sd + mean
welch <- apply(rbind(c(3.1, 1.4, 9, 5.0, 1.6, 11), c(41, 18, 20, 60, 2, 5), c(0, 1, 2, 1, 4, 30)), 1, function(x) {
  found <- t.test(sample_of(x[3], x[1], x[2]), sample_of(x[6], x[4], x[5], qexp))
  list(input = x, ci = found$conf.int[1:2], variance = found$stderr^2)
}, simplify = FALSE)
paired_means <- apply(rbind(c(3.1, 1.4, 5, 1.6, 9, 0), c(3.1, 1.4, 5, 1.6, 9, 0.5), c(3.1, 1.4, 5, 1.6, 9, 0.8),
                            c(0, 2, 1, 2, 16, -0.3)), 1, function(x) {
  n <- x[5]
  a <- c(scale(qnorm(ppoints(n))))
  b <- c(scale(resid(lm(qexp(ppoints(n)) ~ a))))
  found <- t.test(a * x[2] + x[1], (x[6] * a + sqrt(1 - x[6]^2) * b) * x[4] + x[3], paired = TRUE)
  list(input = x, ci = found$conf.int[1:2])
}, simplify = FALSE)

# Paired counts: Tango's interval from its definition, with the constrained likelihood found numerically -----------------
tango <- function(b, c, n) {
  score <- function(d) {
    likelihood <- function(q) {
      dmultinom(c(b, c, n - b - c), prob = pmax(c(q + d, q, 1 - 2 * q - d), 0), log = TRUE)
    }
    low <- max(0, -d)
    q <- optimize(likelihood, c(low + 1e-13, (1 - d) / 2 - 1e-13), maximum = TRUE, tol = 1e-13)$maximum
    (b - c - n * d) / sqrt(n * (2 * q + d - d^2))
  }
  at <- (b - c) / n
  root <- function(z, ends) uniroot(function(d) score(d) - z, ends, tol = 1e-12)$root
  z <- qnorm(0.975)
  c(if (c == n) -1 else root(z, c(-1 + 1e-6, at - 1e-6)), if (b == n) 1 else root(-z, c(at + 1e-6, 1 - 1e-6)))
}
pairs <- lapply(
  list(c(1, 7, 21), c(6, 16, 161), c(0, 1, 44), c(0, 0, 16), c(5, 0, 16), c(16, 0, 16), c(10, 4, 16), c(40, 20, 160)),
  function(x) list(input = x, ci = tango(x[1], x[2], x[3]))
)

# Bayesian model: both parameters integrated over adaptively ----------------------------------------------------------
bayes <- lapply(list(
  list(name = "two_close", scale = 0.5, mean_sd = NULL), list(name = "two_apart", scale = 0.5, mean_sd = NULL),
  list(name = "two_apart", scale = 1, mean_sd = 2), list(name = "three_unlike", scale = 0.5, mean_sd = NULL),
  list(name = "six_sparse", scale = 0.5, mean_sd = 1)
), function(case) {
  y <- effects[[case$name]]$yi; v <- effects[[case$name]]$vi
  flat <- is.null(case$mean_sd)
  given <- function(tau) {
    w <- 1 / (v + tau^2)
    precision <- sum(w) + (if (flat) 0 else 1 / case$mean_sd^2)
    c(mean = sum(w * y) / precision, sd = 1 / sqrt(precision))
  }
  # The likelihood with the mean at its best given tau, times the width left: the marginal one but for a constant.
  density <- Vectorize(function(tau) {
    at <- given(tau)
    prior <- dnorm(tau, 0, case$scale, log = TRUE) + (if (flat) 0 else dnorm(at[["mean"]], 0, case$mean_sd, log = TRUE))
    exp(sum(dnorm(y, at[["mean"]], sqrt(v + tau^2), log = TRUE)) + prior) * at[["sd"]]
  })
  over <- function(f, to = 12 * case$scale) {
    edges <- c(0, 0.05, 0.2, 0.5, 1, 2, 4, 12) * case$scale
    edges <- unique(c(edges[edges < to], to))
    sum(mapply(function(a, b) integrate(f, a, b, rel.tol = 1e-11, stop.on.error = FALSE)$value,
               head(edges, -1), edges[-1]))
  }
  total <- over(density)
  cdf <- function(x) over(Vectorize(function(tau) {
    at <- given(tau)
    density(tau) * pnorm(x, at[["mean"]], at[["sd"]])
  })) / total
  p <- c(0.5, 0.025, 0.975)
  list(
    name = case$name, estimates = y, variances = v, scale = case$scale, mean_sd = case$mean_sd,
    mu = sapply(p, function(p) uniroot(function(x) cdf(x) - p, c(-20, 20), tol = 1e-10)$root),
    tau = sapply(p, function(p) uniroot(function(t) over(density, t) / total - p, c(1e-9, 12 * case$scale), tol = 1e-10)$root)
  )
})

jsonlite::write_json(
  list(
    versions = list(R = R.version.string, metafor = format(packageVersion("metafor")), lme4 = format(packageVersion("lme4"))),
    script_md5 = unname(tools::md5sum(file)),
    proportions = proportions, two_by_two = two_by_two, mantel_haenszel = mantel_haenszel,
    random_effects = random_effects, glmm = glmm, half_corrected = half_corrected, welch = welch,
    paired_means = paired_means, pairs = pairs, bayes = bayes
  ),
  sub("metafor.R", "metafor.json", file), digits = NA, auto_unbox = TRUE, null = "null", na = "string", pretty = 1
)
