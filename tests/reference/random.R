# Writes random.json: what R gives for tables and sets that chance has drawn. Run as `Rscript tests/reference/random.R`.

suppressMessages(library(metafor))
options(warn = -1)
set.seed(20261128)
file <- sub("--file=", "", grep("--file=", commandArgs(), value = TRUE))

draw <- function(i) {
  k <- sample(2:5, 1)
  n <- matrix(sample(5:300, 2 * k, replace = TRUE), k)
  risk <- sample(c(0.005, 0.03, 0.2, 0.6, 0.97), 1)
  events <- matrix(rbinom(2 * k, n, pmin(1, risk * runif(2 * k, 0.5, 1.5))), k)
  cbind(events[, 1], n[, 1], events[, 2], n[, 2])
}
mantel_haenszel <- function(x, measure) {
  found <- rma.mh(measure = measure, ai = x[, 1], n1i = x[, 2], ci = x[, 3], n2i = x[, 4],
                  add = 0, to = "none", drop00 = FALSE)
  c(found$beta, found$se, found$ci.lb, found$ci.ub)
}
# The limits of Wilson, as prop.test has them, squared and added by the weights of Mantel and Haenszel.
mover <- function(x) {
  weight <- x[, 2] * x[, 4] / (x[, 2] + x[, 4])
  weight <- weight / sum(weight)
  wilson <- function(events, n) {
    c(events / n, suppressWarnings(prop.test(events, n, correct = FALSE)$conf.int[1:2]))
  }
  first <- mapply(wilson, x[, 1], x[, 2])
  second <- mapply(wilson, x[, 3], x[, 4])
  middle <- sum(weight * (first[1, ] - second[1, ]))
  below <- sqrt(sum(weight^2 * ((first[1, ] - first[2, ])^2 + (second[3, ] - second[1, ])^2)))
  above <- sqrt(sum(weight^2 * ((first[3, ] - first[1, ])^2 + (second[1, ] - second[2, ])^2)))
  c(middle, middle - below, middle + above)
}
# Both of the margins of each table are given, so a table without events, or with nothing else, adds nothing.
exact <- function(x) {
  told <- x[, 1] + x[, 3] > 0 & x[, 1] + x[, 3] < x[, 2] + x[, 4]
  x <- x[told, , drop = FALSE]
  if (nrow(x) < 2) return(NULL)
  cells <- array(t(cbind(x[, 1], x[, 2] - x[, 1], x[, 3], x[, 4] - x[, 3])), c(2, 2, nrow(x)))
  found <- mantelhaen.test(cells, exact = TRUE)
  c(unname(found$estimate), found$conf.int[1:2])
}
modified <- function(x, measure) {
  if (any(x[, 1] == 0 | x[, 3] == 0 | x[, 1] == x[, 2] | x[, 3] == x[, 4])) return(NULL)
  effects <- escalc(measure, ai = x[, 1], n1i = x[, 2], ci = x[, 3], n2i = x[, 4])
  found <- tryCatch(
    rma(effects, test = "adhoc", control = list(threshold = 1e-12, maxiter = 20000, stepadj = 0.5)),
    error = function(e) NULL
  )
  if (is.null(found)) NULL else c(found$beta, found$se, found$ci.lb, found$ci.ub, found$tau2)
}
tables <- lapply(1:80, function(i) {
  x <- draw(i)
  list(
    tables = x, rd = mantel_haenszel(x, "RD"), mover = mover(x), log_rr = mantel_haenszel(x, "RR"), log_or = mantel_haenszel(x, "OR"),
    exact = exact(x), reml_rr = modified(x, "RR"), reml_or = modified(x, "OR")
  )
})
shares <- lapply(1:12, function(i) {
  k <- sample(3:6, 1)
  n <- sample(20:400, k, replace = TRUE)
  events <- pmin(n - 1, pmax(1, rbinom(k, n, plogis(rnorm(k, sample(c(-2, 0), 1), sample(c(0.3, 1), 1))))))
  found <- tryCatch(rma.glmm(measure = "PLO", xi = events, ni = n, nAGQ = 60), error = function(e) NULL)
  list(events = events, n = n, mu = c(found$beta), tau = sqrt(found$tau2), ci = c(found$ci.lb, found$ci.ub))
})
writeLines(
  jsonlite::toJSON(
    list(
      versions = list(R = as.character(getRversion()), metafor = as.character(packageVersion("metafor"))),
      script_md5 = unname(tools::md5sum(file)), tables = tables, shares = shares
    ),
    digits = NA, auto_unbox = TRUE, null = "null", na = "string"
  ),
  sub("random.R", "random.json", file)
)
