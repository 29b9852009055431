#' Low birth weight
#'
#' Risk factors for low birth weight (under 2500 g) in 189 births at the Baystate Medical Center,
#' Springfield, Massachusetts, in 1986.
#'
#' @format A data frame with 189 rows, one a birth, and 10 variables:
#' \describe{
#'   \item{low}{birth weight under 2500 g: factor, `no` (130 births), `yes` (59)}
#'   \item{age}{mother's age, years}
#'   \item{lwt}{mother's weight at her last menstrual period, pounds (1 lb = 0.454 kg)}
#'   \item{race}{mother's race as recorded: factor, `white` (96), `black` (26), `other` (67)}
#'   \item{smoke}{mother smoked during pregnancy: factor, `no`, `yes`}
#'   \item{ptl}{number of earlier premature labours, 0 to 3}
#'   \item{ht}{history of hypertension: factor, `no`, `yes` (12 women)}
#'   \item{ui}{uterine irritability: factor, `no`, `yes` (28 women)}
#'   \item{ftv}{number of visits to a physician in the first trimester, 0 to 6}
#'   \item{bwt}{birth weight, grams}
#' }
#'
#' @details
#' `low` is `bwt < 2500`: never put both into one model. The rows are in the order of `birthwt` in
#' package MASS, births of normal weight first; they are not in the order of time. Nearly a
#' third of these births are of low weight, far more than in a population, so the intercept, and
#' risks predicted for a woman, describe these 189 births only; odds ratios do not depend on the
#' share of cases that a study takes. Five of the birth weights differ, by 1 to 70 g, from those in
#' the files of the third edition (2013) of the book; none of these changes `low`, and all other
#' variables agree (`ptl` and `ftv` are cut at 2 there). Only 12 women had hypertension, and 6 had
#' two or more premature labours: estimates for these are rough.
#'
#' @source Hosmer, D. W. and Lemeshow, S. (1989) *Applied Logistic Regression*. New York: Wiley,
#'   Appendix 1. The values are those of `birthwt` in package MASS, with factors for its codes.
#' @references
#' Hosmer, D. W. and Lemeshow, S. (2000) *Applied Logistic Regression*, second edition. New York:
#' Wiley. \doi{10.1002/0471722146}
#'
#' Venables, W. N. and Ripley, B. D. (2002) *Modern Applied Statistics with S*, fourth edition. New
#' York: Springer, section 7.2. \doi{10.1007/978-0-387-21706-2}
#' @examples
#' # Table 2.3 of Hosmer and Lemeshow (2000)
#' fit <- logistic(low ~ lwt + race, data = birthweight)
#' summary(fit)
"birthweight"

#' Age at menarche
#'
#' Girls of Warsaw, in 25 groups of age, and how many of each had reached menarche, in 1965.
#'
#' @format A data frame with 25 rows, one a group, and 3 variables:
#' \describe{
#'   \item{age}{mean age of the group, years}
#'   \item{total}{number of girls in the group}
#'   \item{menarche}{number of these who had reached menarche}
#' }
#'
#' @details
#' 3918 girls, 2308 of whom had reached menarche. Every girl was seen once and asked whether, not
#' when: this is current-status data, and the fitted curve is the distribution of the age at
#' menarche. The mean ages in the middle are a quarter of a year apart; the first group (mean age
#' 9.21) and the last (17.58) stand apart and are far larger. Nobody in the first three groups and
#' everybody in the last had reached menarche.
#'
#' @source Milicer, H. and Szczotka, F. (1966) Age at menarche in Warsaw girls in 1965. *Human
#'   Biology* **38**, 199-203. The values are those of `menarche` in package MASS.
#' @references
#' Aranda-Ordaz, F. J. (1981) On two families of transformations to additivity for binary response
#' data. *Biometrika* **68**, 357-363. \doi{10.1093/biomet/68.2.357}
#' @examples
#' fit <- logistic(cbind(menarche, total - menarche) ~ age, data = menarche)
#' fit
#' # the age that half of the girls have reached menarche by
#' -coef(fit)[["(Intercept)"]] / coef(fit)[["age"]]
"menarche"

#' Vasoconstriction in the skin of the fingers
#'
#' Whether a single deep breath was followed by a reflex narrowing of the vessels in the skin of the
#' fingers, in 39 tests on three people.
#'
#' @format A data frame with 39 rows, one a test, and 3 variables:
#' \describe{
#'   \item{volume}{volume of air breathed in, litres}
#'   \item{rate}{rate of breathing in, litres per second}
#'   \item{constricted}{vasoconstriction occurred: factor, `no` (19 tests), `yes` (20)}
#' }
#'
#' @details
#' One person gave 9 of the tests, one 8 and one 22, so the tests are not strictly independent; the
#' data do not say which is whose. The fit on the logarithms of both variables is the standard
#' example for influence: tests 4 and 18, with vasoconstriction after little air, pull the
#' coefficients strongly. The rate of test 32, 0.03, lies far below the next, 0.40; it may be a
#' misprint for 0.30, but it is the value that published analyses use, and is kept.
#'
#' @source Finney, D. J. (1947) The estimation from individual records of the relationship between
#'   dose and quantal response. *Biometrika* **34**, 320-334. \doi{10.1093/biomet/34.3-4.320}
#' @references
#' Pregibon, D. (1981) Logistic regression diagnostics. *Annals of Statistics* **9**, 705-724.
#' \doi{10.1214/aos/1176345513}
#' @examples
#' fit <- logistic(constricted ~ log(volume) + log(rate), data = vasoconstriction)
#' summary(fit)
"vasoconstriction"

#' Beetle mortality
#'
#' Flour beetles (*Tribolium confusum*) killed by five hours of exposure to gaseous carbon
#' disulphide at eight concentrations.
#'
#' @format A data frame with 8 rows, one a concentration, and 4 variables:
#' \describe{
#'   \item{concentration}{concentration of carbon disulphide, mg per litre}
#'   \item{dose}{its common logarithm, rounded to 4 decimals as usually printed}
#'   \item{exposed}{number of beetles exposed}
#'   \item{killed}{number of these killed}
#' }
#'
#' @details
#' 481 beetles, 291 killed. Each row is the sum of two batches of about thirty. All beetles died at
#' the highest concentration. Published analyses use `dose` as rounded. The curve is not symmetric
#' about its middle: the complementary log-log link fits far better (deviance 3.45 on 6 degrees of
#' freedom) than logit (11.23) or probit (10.12).
#'
#' @source Bliss, C. I. (1935) The calculation of the dosage-mortality curve. *Annals of Applied
#'   Biology* **22**, 134-167. \doi{10.1111/j.1744-7348.1935.tb07713.x}
#' @references
#' Dobson, A. J. and Barnett, A. G. (2008) *An Introduction to Generalized Linear Models*, third
#' edition. Boca Raton: Chapman & Hall/CRC, section 7.3.
#' @examples
#' fit <- logistic(cbind(killed, exposed - killed) ~ dose, data = beetles, link = "cloglog")
#' summary(fit)
"beetles"

#' O-rings of the space shuttle
#'
#' Thermal distress of the primary O-rings in the field joints of the solid rocket boosters, in the
#' 23 launches before the loss of Challenger whose boosters were recovered.
#'
#' @format A data frame with 23 rows, one a launch, in the order of time, and 5 variables:
#' \describe{
#'   \item{flight}{name of the flight}
#'   \item{temperature}{temperature of the joints at launch, degrees Fahrenheit}
#'   \item{pressure}{pressure at which the joints were tested for leaks before launch, pounds per
#'     square inch}
#'   \item{distressed}{number of primary field-joint O-rings with erosion or blow-by}
#'   \item{rings}{number of primary field-joint O-rings, 6 in every launch}
#' }
#'
#' @details
#' Flight STS-4 is absent, as its boosters were lost at sea. Challenger was launched, on 28 January
#' 1986, at 31 degrees, 22 degrees below the coldest launch here: a prediction for it extrapolates.
#' Copies of these data in circulation differ. Some count five O-rings at 53 degrees in place of
#' two; some have 50 and 100 psi for flights STS-8 and STS-41-B in place of 100 and 200. The values
#' here reproduce the fits printed by Dalal, Fowlkes and Hoadley.
#'
#' @source Dalal, S. R., Fowlkes, E. B. and Hoadley, B. (1989) Risk analysis of the space shuttle:
#'   pre-Challenger prediction of failure. *Journal of the American Statistical Association* **84**,
#'   945-957. \doi{10.1080/01621459.1989.10478858}
#' @examples
#' # at least one O-ring in distress
#' logistic(distressed > 0 ~ temperature, data = orings)
#' # each of the six rings
#' logistic(cbind(distressed, rings - distressed) ~ temperature, data = orings)
"orings"

#' Food of alligators
#'
#' What the stomachs of 219 alligators, caught in four lakes of Florida, mostly held.
#'
#' @format A data frame with 16 rows, one a group of alligators, and 8 variables:
#' \describe{
#'   \item{lake}{lake: factor, `George` (63 alligators), `Hancock` (55), `Oklawaha` (48), `Trafford`
#'     (53)}
#'   \item{sex}{factor, `female`, `male`}
#'   \item{size}{length: factor, `large` (over 2.3 m), `small` (2.3 m or less)}
#'   \item{fish, invertebrate, reptile, bird, other}{number of alligators whose main food, by
#'     volume, was this: 94, 61, 19, 13 and 32}
#' }
#'
#' @details
#' The foods have no order: the five columns are the counts of a multinomial response,
#' `cbind(fish, invertebrate, reptile, bird, other) ~ lake + size`, which compares each food with
#' fish, the first column. The first levels of `lake` and `size` are the reference levels of
#' Agresti's table of estimates. Many counts are small, and 24 of the 80 are zero: the deviance of
#' the 16 groups is a poor test of fit.
#'
#' @source Agresti, A. (2002) *Categorical Data Analysis*, second edition. Hoboken: Wiley,
#'   Table 7.1, from M. F. Delany and C. T. Moore. \doi{10.1002/0471249688}
#' @examples
#' foods <- c("fish", "invertebrate", "reptile", "bird", "other")
#' # shares of the foods by lake
#' by_lake <- rowsum(alligators[foods], alligators$lake)
#' round(by_lake / rowSums(by_lake), 2)
#'
#' # each food against fish: Table 7.4 of Agresti (2002)
#' fit <- multinomial(cbind(fish, invertebrate, reptile, bird, other) ~ lake + size,
#'                    data = alligators)
#' coef(fit)
"alligators"

#' Mental impairment and life events
#'
#' Mental impairment of 40 adults of Alachua County, Florida.
#'
#' @format A data frame with 40 rows, one a person, and 3 variables:
#' \describe{
#'   \item{impairment}{mental impairment: ordered factor, `well` (12 people), `mild` (12; mild
#'     formation of symptoms), `moderate` (7; moderate formation of symptoms), `impaired` (9)}
#'   \item{life}{index of life events, 0 to 9: number and severity of events such as a birth, a new
#'     job, a divorce, or a death in the family, in the last three years}
#'   \item{ses}{socioeconomic status: factor, `low` (18 people), `high` (22)}
#' }
#'
#' @details
#' An ordered response of four categories, `impairment ~ life + ses`. In a model of the probability
#' of a category *or lower* as threshold minus slopes, a positive slope means worse impairment.
#' Agresti adds where this package subtracts: his slopes have the opposite sign. With 40 people,
#' intervals by profile likelihood are better than those by standard errors.
#'
#' @source Agresti, A. (2002) *Categorical Data Analysis*, second edition. Hoboken: Wiley,
#'   Table 7.5. \doi{10.1002/0471249688}
#' @examples
#' table(impairment$impairment, impairment$ses)
#' tapply(impairment$life, impairment$impairment, mean)
#'
#' # Table 7.6 of Agresti (2002), with the opposite sign of the slopes
#' ordinal(impairment ~ life + ses, data = impairment)
"impairment"

#' Tasting of cheeses
#'
#' How well tasters liked cheese with each of four additives, on a scale of nine points.
#'
#' @format A data frame with 4 rows, one a cheese, and 10 variables:
#' \describe{
#'   \item{cheese}{additive: factor, `A`, `B`, `C`, `D`}
#'   \item{r1, r2, r3, r4, r5, r6, r7, r8, r9}{number of tasters who gave this rating, from 1
#'     (strong dislike) to 9 (excellent taste)}
#' }
#'
#' @details
#' 208 ratings, 52 of each cheese. The nine columns are the counts of an ordered response:
#' `cbind(r1, r2, r3, r4, r5, r6, r7, r8, r9) ~ cheese`. McCullagh and Nelder compare the cheeses
#' with D, the best liked: put `relevel(cheese, "D")` into the formula for their coefficients. The
#' data do not say which ratings came from the same taster. Eight of the 36 counts are zero, some at
#' the ends of the scale: slopes that differ by threshold are infinite.
#'
#' @source McCullagh, P. and Nelder, J. A. (1989) *Generalized Linear Models*, second edition.
#'   London: Chapman & Hall, section 5.6.1. \doi{10.1007/978-1-4899-3242-6}
#' @examples
#' # mean rating of each cheese
#' drop(as.matrix(cheese[-1]) %*% 1:9) / 52
#'
#' # each cheese against D: section 5.6.1 of McCullagh and Nelder (1989)
#' fit <- ordinal(cbind(r1, r2, r3, r4, r5, r6, r7, r8, r9) ~ relevel(cheese, "D"), data = cheese)
#' coef(fit)
#' deviance(fit)
"cheese"

#' Pneumoconiosis of coal miners
#'
#' Severity of pneumoconiosis, by radiology, of face workers in coal mines, in eight groups of time
#' spent at the face.
#'
#' @format A data frame with 8 rows, one a group of miners, and 4 variables:
#' \describe{
#'   \item{exposure}{time of exposure, years}
#'   \item{normal, mild, severe}{number of miners whose lungs were normal (289 in all), showed mild
#'     pneumoconiosis (38), or severe pneumoconiosis (44)}
#' }
#'
#' @details
#' 371 miners. The three columns are the counts of an ordered response,
#' `cbind(normal, mild, severe) ~ log(exposure)`. All 98 miners of the first group were normal.
#'
#' @source Ashford, J. R. (1959) An approach to the analysis of data for semi-quantal responses in
#'   biological assay. *Biometrics* **15**, 573-581. \doi{10.2307/2527655}
#' @references
#' McCullagh, P. and Nelder, J. A. (1989) *Generalized Linear Models*, second edition. London:
#' Chapman & Hall, section 5.6.2. \doi{10.1007/978-1-4899-3242-6}
#' @examples
#' counts <- as.matrix(pneumoconiosis[c("normal", "mild", "severe")])
#' cbind(pneumoconiosis["exposure"], round(counts / rowSums(counts), 2))
#'
#' # section 5.6.2 of McCullagh and Nelder (1989)
#' ordinal(cbind(normal, mild, severe) ~ log(exposure), data = pneumoconiosis)
"pneumoconiosis"

#' Bitterness of wine
#'
#' How bitter nine judges found white wines made with the grapes at two temperatures, and with or
#' without contact of juice and skins.
#'
#' @format A data frame with 72 rows, one a bottle tasted by a judge, and 6 variables:
#' \describe{
#'   \item{response}{bitterness as marked on a scale from 0 (none) to 100 (intense)}
#'   \item{rating}{the same in five groups: ordered factor, `1` (5 bottles) to `5` (7)}
#'   \item{temp}{temperature when the grapes were crushed: factor, `cold`, `warm`}
#'   \item{contact}{juice and skins were in contact: factor, `no`, `yes`}
#'   \item{bottle}{bottle: factor, `1` to `8`, two of each treatment}
#'   \item{judge}{judge: factor, `1` to `9`}
#' }
#'
#' @details
#' An ordered response of five categories, `rating ~ temp + contact`. Every judge tasted every
#' bottle: the eight ratings of a judge are not independent, which a model without `judge` ignores.
#' No warm wine was rated 1 and no cold wine 5, so slopes of `temp` that differ by threshold are
#' infinite.
#'
#' @source Randall, J. H. (1989) The analysis of sensory data by generalised linear model.
#'   *Biometrical Journal* **31**, 781-793. \doi{10.1002/bimj.4710310703}. The values are those of
#'   `wine` in package ordinal.
#' @examples
#' table(wine$temp, wine$rating)
#'
#' ordinal(rating ~ temp + contact, data = wine)
#' # slopes of contact that differ by threshold
#' ordinal(rating ~ temp + contact, data = wine, parallel = ~ temp)
"wine"

#' Chunks of sentences
#'
#' The first two chapters of *Alice's Adventures in Wonderland*, word by word, with the part of
#' speech of each word and the chunk (noun phrase, verb group and so on) that it is in.
#'
#' @format A data frame with 5078 rows, one a word or punctuation mark, in the order of the text,
#'   and 4 variables:
#' \describe{
#'   \item{sentence}{number of the sentence, 1 to 194}
#'   \item{word}{the word; opening quotation marks are two backticks, closing ones two apostrophes}
#'   \item{pos}{part of speech: factor of 38 tags of the Penn Treebank, such as `NN` (noun), `VBD`
#'     (verb, past tense), `IN` (preposition or subordinating conjunction)}
#'   \item{chunk}{label of the chunk: factor of 16 levels. `B-` begins a chunk, `I-` is inside it,
#'     `O` outside all; then the type, `NP` (noun phrase, 1211 chunks), `VP` (verb group, 718), `PP`
#'     (preposition, 373), `ADVP` (adverb phrase, 253), `SBAR` (complementizer, 91), `ADJP`
#'     (adjective phrase, 84), `PRT` (particle, 68), `INTJ` (interjection, 42)}
#' }
#'
#' @details
#' The text, published in 1865, is in the public domain. Tags and chunks are this package's own,
#' made for teaching, without a second annotator to compare with: scores are not those of other
#' corpora. They follow the conventions of the CoNLL-2000 shared task. Chunks do not overlap or
#' nest, and end at their head, so that "the use of a book" is NP, PP, NP; a possessive mark begins
#' the second noun phrase; a verb group holds its auxiliaries, the adverbs between them, and
#' infinitives or participles that follow directly ("was beginning to get"); an auxiliary before its
#' subject, "not" after "was", and "all" beside a verb are outside.
#'
#' A sentence ends at a full stop, question mark or exclamation mark with the quotation mark or
#' parenthesis behind it, so that "said Alice" may begin one. Contractions are two words ("could",
#' "n't"). Emphasis is not marked. Verses with the sentence before them, the address of a letter
#' and a sentence with French are left out. All sentences are of one author and one story: those
#' held back for a test are less strange than those of another text would be.
#'
#' @source Carroll, L. (1865) *Alice's Adventures in Wonderland*. London: Macmillan, chapters 1 and
#'   2.
#' @references
#' Tjong Kim Sang, E. F. and Buchholz, S. (2000) Introduction to the CoNLL-2000 shared task:
#' chunking. *Proceedings of CoNLL-2000 and LLL-2000*, 127-132. \doi{10.3115/1117601.1117631}
#'
#' Santorini, B. (1990) *Part-of-Speech Tagging Guidelines for the Penn Treebank Project*. Technical
#' Report MS-CIS-90-47, University of Pennsylvania.
#' @seealso [chunk_scores()].
#' @examples
#' subset(chunks, sentence == 21)
#'
#' # the label that is most frequent with each part of speech: what a model has to beat
#' train <- chunks$sentence <= 150
#' counts <- table(chunks$pos[train], chunks$chunk[train])
#' usual <- colnames(counts)[max.col(counts, ties.method = "first")]
#' with(chunks[!train, ], chunk_scores(chunk, usual[pos], sentence))
"chunks"

#' Rain at Vancouver
#'
#' Whether it was wet, on the first 28 days of each of 1059 months at Vancouver, Canada.
#'
#' @format A data frame with 29652 rows, one a day, month by month, and 5 variables:
#' \describe{
#'   \item{month}{running number of the month, 1 to 1059: the sequence that a day belongs to}
#'   \item{calendar}{calendar month, 1 (January) to 12}
#'   \item{season}{factor: `summer` (June to August; 263 months), `autumn` (270), `winter` (December
#'     to February; 259), `spring` (267)}
#'   \item{day}{day of the month, 1 to 28}
#'   \item{wet}{logical: the day was wet (12202 days)}
#' }
#'
#' @details
#' Each month is a sequence of 28 days. Later days of a month are not there, so the last day of one
#' sequence and the first of the next are not neighbours. The months follow each other in time, from
#' a February to an October, but the years are not recorded, and at 33 places or more a month or
#' several are missing. What amount of precipitation makes a day wet is not recorded either. The
#' help page of the source says that its code 2 is a sunny day; as the share of 2 is 0.61 in
#' December and 0.19 in July, `wet` is that code 2.
#'
#' Wet days come in runs: their share is 0.41, but 0.65 after a wet day and 0.25 after a dry one.
#' `season` does not change within a sequence, so that it makes neighbours alike to some degree: the
#' question is whether yesterday matters beyond it.
#'
#' @source `Rain` in package CRF 0.4-3 by L.-Y. Wu, taken from M. Schmidt's *UGM: A Matlab toolbox
#'   for probabilistic undirected graphical models* (2007). The values are records of weather.
#' @seealso [seattle], with several kinds of weather and numeric covariates.
#' @examples
#' # the share of wet days after a dry and after a wet one
#' rain$yesterday <- c(NA, head(rain$wet, -1))
#' rain$yesterday[rain$day == 1] <- NA
#' tapply(rain$wet, rain$yesterday, mean)
#'
#' # a Markov chain: yesterday as a predictor
#' logistic(wet ~ season + yesterday, rain)
"rain"

#' Weather at Seattle
#'
#' The kind of weather on each day of 2012 to 2015 at Seattle, with precipitation, temperatures and
#' wind.
#'
#' @format A data frame with 1461 rows, one a day, in the order of time, and 7 variables:
#' \describe{
#'   \item{month}{running number of the month, 1 (January 2012) to 48 (December 2015): a sequence}
#'   \item{date}{day, of class `Date`}
#'   \item{weather}{factor: `sun` (640 days), `fog` (101), `drizzle` (53), `rain` (641), `snow`
#'     (26)}
#'   \item{precipitation}{rain, and melted snow, in mm}
#'   \item{temp_max, temp_min}{highest and lowest temperature, degrees Celsius}
#'   \item{wind}{mean speed of the wind, m/s}
#' }
#'
#' @details
#' No day is missing: the 48 months may be sequences, or all days one. `weather` was made of NOAA's
#' marks by the authors of vega-datasets: snow where there were snow, ice pellets or snowfall; else
#' rain where there were rain, freezing rain, hail or precipitation; else drizzle where there were
#' drizzle, mist, smoke or haze; else fog; else sun, which therefore says only that nothing of the
#' kind was noted, and not that the sun shone. So `precipitation` must not be a predictor of
#' `weather`: it is above 0 on 597 days of rain and all of snow, and on no other. The marks were not
#' always made alike: drizzle was noted 31, 15, 0 and 7 times in the four years, fog 5, 16, 28 and
#' 52 times. One description of the data has the wind in km/h; NOAA's unit, tenths of m/s, and the
#' mean of 3.2 say m/s. Several changes from one day to the next never occur, such as fog to snow.
#'
#' @source National Oceanic and Atmospheric Administration (NOAA), National Climatic Data Center,
#'   daily records of a station; a work of the United States government, in the public domain. The
#'   values are those of `seattle-weather.csv` in vega-datasets 3.2.1, and of `data_seattle_daily`
#'   in package vegawidget.
#' @seealso [rain]
#' @examples
#' # what follows what
#' with(seattle, table(head(weather, -1), weather[-1], dnn = c("day", "next day")))
#'
#' # each day on its own
#' multinomial(weather ~ temp_max + temp_min + wind, seattle)
"seattle"
