#include "link.h"
#include <float.h>
#include <string.h>
#include "check.h"

enum { FIELDS = 9 };

/* the nine fields in the order of struct link_tile */
struct fields {
  double at[FIELDS];
};

static struct fields fields_of(struct link_value v) {
  return (struct fields){{v.mean, v.one_minus_mean, v.log_mean, v.log_one_minus_mean, v.slope, v.rise, v.fall,
                          v.rise_curve, v.fall_curve}};
}

/* |a - b| <= tolerance * |b|, up to the spacing of subnormals; NaN equals NaN here */
static bool close(double a, double b, double tolerance) {
  if (isnan(a) || isnan(b)) return isnan(a) && isnan(b);
  return a == b || fabs(a - b) <= tolerance * fabs(b) + 4 * DBL_MIN * DBL_EPSILON;
}

static bool fields_close(struct fields a, struct fields b, double tolerance) {
  for (int k = 0; k < FIELDS; k++)
    if (!close(a.at[k], b.at[k], tolerance)) return false;
  return true;
}

/* Computed by mpmath 1.3 with 60 to 1500 digits from the definitions of the links: mean, 1 - mean, their
   logs, slope, rise, fall, rise_curve, fall_curve. */
static const struct {
  const char *link;
  double eta;
  struct fields value;
} references[] = {
    {"logit", -800, {{0, 1, -800, 0, 0, 1, 0, 0, 0}}},
    {"logit",
     -40,
     {{4.248354255291589e-18, 1, -40, -4.248354255291589e-18, 4.248354255291589e-18, 1, 4.248354255291589e-18,
       4.248354255291589e-18, 4.248354255291589e-18}}},
    {"logit",
     -3,
     {{0.04742587317756678, 0.9525741268224333, -3.048587351573742, -0.04858735157374206, 0.04517665973091213,
       0.9525741268224333, 0.04742587317756678, 0.04517665973091213, 0.04517665973091213}}},
    {"logit",
     -2,
     {{0.11920292202211756, 0.8807970779778824, -2.1269280110429727, -0.1269280110429725, 0.10499358540350652,
       0.8807970779778824, 0.11920292202211756, 0.10499358540350652, 0.10499358540350652}}},
    {"logit",
     -1e-8,
     {{0.4999999975, 0.5000000025, -0.6931471855599454, -0.6931471755599453, 0.25, 0.5000000025, 0.4999999975,
       0.25, 0.25}}},
    {"logit", 0, {{0.5, 0.5, -0.6931471805599453, -0.6931471805599453, 0.25, 0.5, 0.5, 0.25, 0.25}}},
    {"logit",
     0.3,
     {{0.574442516811659, 0.425557483188341, -0.5543552444685271, -0.8543552444685271, 0.24445831169074586,
       0.425557483188341, 0.574442516811659, 0.24445831169074586, 0.24445831169074586}}},
    {"logit",
     5,
     {{0.9933071490757152, 0.0066928509242848554, -0.006715348489118068, -5.006715348489118,
       0.006648056670790155, 0.0066928509242848554, 0.9933071490757152, 0.006648056670790155,
       0.006648056670790155}}},
    {"logit",
     6.4,
     {{0.9983411989198255, 0.0016588010801744213, -0.0016601784140455606, -6.401660178414046,
       0.0016560494591508334, 0.0016588010801744213, 0.9983411989198255, 0.0016560494591508334,
       0.0016560494591508334}}},
    {"logit",
     40,
     {{1, 4.248354255291589e-18, -4.248354255291589e-18, -40, 4.248354255291589e-18, 4.248354255291589e-18, 1,
       4.248354255291589e-18, 4.248354255291589e-18}}},
    {"logit", 800, {{1, 0, 0, -800, 0, 0, 1, 0, 0}}},
    {"probit", -800, {{0, 1, -320007.60355182335, 0, 0, 800.0012499960937, 0, 0.9999984375146482, 0}}},
    {"probit", -40, {{0, 1, -804.6084420137538, 0, 0, 40.02496884720726, 0, 0.9993773316214086, 0}}},
    {"probit",
     -3,
     {{0.0013498980316300946, 0.9986501019683699, -6.607726221510349, -0.0013508099647481938,
       0.0044318484119380075, 3.2830986549304364, 0.004437839042125664, 0.9294408132147319,
       0.013333211541740806}}},
    {"probit",
     -2,
     {{0.02275013194817921, 0.9772498680518208, -3.783184333682032, -0.02301290932896349, 0.05399096651318805,
       2.373215532822841, 0.055247862678989956, 0.8857208995859187, 0.11354805168857644}}},
    {"probit",
     -1e-8,
     {{0.4999999960105772, 0.5000000039894228, -0.693147188538791, -0.6931471725810997, 0.39894228040143265,
       0.7978845671690631, 0.7978845544366676, 0.6366197745477175, 0.6366197701874452}}},
    {"probit",
     0,
     {{0.5, 0.5, -0.6931471805599453, -0.6931471805599453, 0.3989422804014327, 0.7978845608028654,
       0.7978845608028654, 0.6366197723675814, 0.6366197723675814}}},
    {"probit",
     0.3,
     {{0.6179114221889527, 0.3820885778110474, -0.4814101615884812, -0.9621028181688507, 0.3813878154605241,
       0.6172208536127345, 0.9981659688584833, 0.5661278382182529, 0.6968855107296497}}},
    {"probit",
     5,
     {{0.9999997133484281, 2.866515718791939e-07, -2.866516129637636e-07, -15.064998393988725,
       1.4867195147342977e-06, 1.4867199409049056e-06, 5.186503967125842, 7.433601914860711e-06,
       0.9673035653828878}}},
    {"probit",
     6.4,
     {{0.9999999999223115, 7.768847581709812e-11, -7.768847582011587e-11, -23.278314185937173,
       5.088140281645047e-10, 5.088140282040337e-10, 6.549414476381348, 3.2564097807647076e-09,
       0.9785773345929364}}},
    {"probit", 40, {{1, 0, 0, -804.6084420137538, 0, 0, 40.02496884720726, 0, 0.9993773316214086}}},
    {"probit", 800, {{1, 0, 0, -320007.60355182335, 0, 0, 800.0012499960937, 0, 0.9999984375146482}}},
    {"cloglog", -800, {{0, 1, -800, 0, 0, 1, 0, 0, 0}}},
    {"cloglog",
     -40,
     {{4.248354255291589e-18, 1, -40, -4.248354255291589e-18, 4.248354255291589e-18, 1, 4.248354255291589e-18,
       2.1241771276457944e-18, 4.248354255291589e-18}}},
    {"cloglog",
     -3,
     {{0.04856800709954659, 0.9514319929004534, -3.0247902549765606, -0.049787068367863944,
       0.047369009677907914, 0.9753130199643323, 0.049787068367863944, 0.02448044295264575,
       0.049787068367863944}}},
    {"cloglog",
     -2,
     {{0.12657698150688335, 0.8734230184931167, -2.0669046064441696, -0.1353352832366127, 0.11820495159314315,
       0.9338581959051936, 0.1353352832366127, 0.06461689759977088, 0.1353352832366127}}},
    {"cloglog",
     -1e-8,
     {{0.6321205551497633, 0.3678794448502367, -0.458675151206849, -0.9999999900000001, 0.3678794411714423,
       0.5819767102562953, 0.9999999900000001, 0.3386968854609728, 0.9999999900000001}}},
    {"cloglog",
     0,
     {{0.6321205588285577, 0.36787944117144233, -0.4586751453870819, -1, 0.36787944117144233,
       0.5819767068693265, 1, 0.33869688733846587, 1}}},
    {"cloglog",
     0.3,
     {{0.7407231340091724, 0.25927686599082755, -0.30012836182044456, -1.3498588075760032,
       0.34998716115842166, 0.47249389831273686, 1.3498588075760032, 0.3885566357933983,
       1.3498588075760032}}},
    {"cloglog",
     5,
     {{1, 3.507389196464623e-65, -3.507389196464623e-65, -148.4131591025766, 5.205427108495624e-63,
       5.205427108495624e-63, 148.4131591025766, 7.673484545415308e-61, 148.4131591025766}}},
    {"cloglog",
     6.4,
     {{1, 4.188139041183348e-262, -4.188139041183348e-262, -601.8450378720822, 2.5206106998545384e-259,
       2.5206106998545384e-259, 601.8450378720822, 1.5144964314148758e-256, 601.8450378720822}}},
    {"cloglog", 40, {{1, 0, 0, -2.3538526683702e+17, 0, 0, 2.3538526683702e+17, 0, 2.3538526683702e+17}}},
    {"cloglog", 800, {{1, 0, 0, -INFINITY, 0, 0, INFINITY, 0, INFINITY}}},
    {"loglog", -800, {{0, 1, -INFINITY, 0, 0, INFINITY, 0, INFINITY, 0}}},
    {"loglog", -40, {{0, 1, -2.3538526683702e+17, 0, 0, 2.3538526683702e+17, 0, 2.3538526683702e+17, 0}}},
    {"loglog",
     -3,
     {{1.8921786948382924e-09, 0.9999999981078213, -20.085536923187668, -1.8921786966284627e-09,
       3.8005425040443575e-08, 20.085536923187668, 3.800542511235663e-08, 20.085536923187668,
       7.253539457077387e-07}}},
    {"loglog",
     -2,
     {{0.0006179789893310935, 0.9993820210106689, -7.38905609893065, -0.0006181700170515202,
       0.004566281420127915, 7.38905609893065, 0.004569105031037144, 7.38905609893065, 0.02921314508598723}}},
    {"loglog",
     -1e-8,
     {{0.3678794374926479, 0.632120562507352, -1.00000001, -0.4586751395673148, 0.3678794411714423,
       1.00000001, 0.5819767034823575, 1.00000001, 0.338696889215959}}},
    {"loglog",
     0,
     {{0.36787944117144233, 0.6321205588285577, -1, -0.4586751453870819, 0.36787944117144233, 1,
       0.5819767068693265, 1, 0.33869688733846587}}},
    {"loglog",
     0.3,
     {{0.4767236907145941, 0.5232763092854059, -0.7408182206817179, -0.647645638393714, 0.35316559631200717,
       0.7408182206817179, 0.6749122596325744, 0.7408182206817179, 0.28058159786705444}}},
    {"loglog",
     5,
     {{0.9932847020678415, 0.00671529793215851, -0.006737946999085467, -5.003367081836518,
       0.0066926996775355145, 0.006737946999085467, 0.9966348098250748, 0.006737946999085467,
       0.0033614068560331545}}},
    {"loglog",
     6.4,
     {{0.9983398223488993, 0.0016601776511007342, -0.001661557273173934, -6.4008306636044,
       0.0016587987929229866, 0.001661557273173934, 0.9991694514277835, 0.001661557273173934,
       0.0008303185078673044}}},
    {"loglog",
     40,
     {{1, 4.248354255291589e-18, -4.248354255291589e-18, -40, 4.248354255291589e-18, 4.248354255291589e-18, 1,
       4.248354255291589e-18, 2.1241771276457944e-18}}},
    {"loglog", 800, {{1, 0, 0, -800, 0, 0, 1, 0, 0}}},
    {"cauchit",
     -800,
     {{0.0003978871504969338, 0.9996021128495031, -7.829342134350308, -0.00039796632859252686,
       4.973584200396416e-07, 0.0012499986979184299, 4.975563913344012e-07, -1.5624951171985202e-06,
       1.244136597121944e-09}}},
    {"cauchit",
     -40,
     {{0.007956089912025814, 0.9920439100879742, -4.833817616894664, -0.00798790847530824,
       0.00019881941672941327, 0.024989588972454065, 0.0002004139279598844, -0.0006242194547281677,
       1.0054603117155382e-05}}},
    {"cauchit",
     -3,
     {{0.10241638234956672, 0.8975836176504333, -2.278708595290299, -0.10804899566097342, 0.03183098861837907,
       0.3107997752716339, 0.0354629785932387, -0.0898833648540822, 0.022535410006647726}}},
    {"cauchit",
     -2,
     {{0.14758361765043326, 0.8524163823495667, -1.9133603645040103, -0.1596801598555846, 0.06366197723675814,
       0.43136208645832197, 0.07468413155233218, -0.15901641953298074, 0.0653250247475918}}},
    {"cauchit",
     -1e-8,
     {{0.49999999681690116, 0.5000000031830989, -0.6931471869261431, -0.6931471741937476, 0.31830988618379064,
       0.6366197764204287, 0.636619768314734, 0.40528472699720103, 0.4052847421415009}}},
    {"cauchit",
     0,
     {{0.5, 0.5, -0.6931471805599453, -0.6931471805599453, 0.3183098861837907, 0.6366197723675814,
       0.6366197723675814, 0.4052847345693511, 0.4052847345693511}}},
    {"cauchit",
     0.3,
     {{0.5927735790777423, 0.40722642092225764, -0.5229427757004312, -0.898385931464041, 0.2920274185172391,
       0.49264580747945197, 0.7171131427471628, 0.5138810700561374, 0.1195100800068616}}},
    {"cauchit",
     5,
     {{0.9371670418109989, 0.06283295818900118, -0.06489373962178861, -2.7672755312468293,
       0.012242687930145796, 0.01306350670045737, 0.19484500305269503, 0.00519508086133496,
       -0.03697581057489335}}},
    {"cauchit",
     6.4,
     {{0.950663004719332, 0.049336995280668025, -0.05059563810174138, -3.009081067978753,
       0.007586031605905401, 0.007979727377889346, 0.1537594975687114, 0.002497911283462606,
       -0.023262725412648743}}},
    {"cauchit",
     40,
     {{0.9920439100879742, 0.007956089912025814, -0.00798790847530824, -4.833817616894664,
       0.00019881941672941327, 0.0002004139279598844, 0.024989588972454065, 1.0054603117155382e-05,
       -0.0006242194547281677}}},
    {"cauchit",
     800,
     {{0.9996021128495031, 0.0003978871504969338, -0.00039796632859252686, -7.829342134350308,
       4.973584200396416e-07, 4.975563913344012e-07, 0.0012499986979184299, 1.244136597121944e-09,
       -1.5624951171985202e-06}}},
};

static void test_references(void) {
  for (size_t i = 0; i < sizeof references / sizeof references[0]; i++) {
    const struct link *link = link_find(references[i].link);
    const bool ok = fields_close(fields_of(link->value(references[i].eta)), references[i].value, 1e-14);
    CHECK(ok);
    if (!ok) fprintf(stderr, "  %s at %g\n", references[i].link, references[i].eta);
  }
}

/* log mean in long double, from the definition */
static long double log_mean_long(const char *link, long double eta) {
  if (strcmp(link, "logit") == 0) return -log1pl(expl(-eta));
  if (strcmp(link, "probit") == 0) return logl(0.5L * erfcl(-eta / sqrtl(2)));
  if (strcmp(link, "cloglog") == 0) return logl(-expm1l(-expl(eta)));
  if (strcmp(link, "loglog") == 0) return -expl(-eta);
  return logl(atan2l(1, -eta) / acosl(-1));
}

static long double log_rest_long(const char *link, long double eta) {
  if (strcmp(link, "cloglog") == 0) return log_mean_long("loglog", -eta);
  if (strcmp(link, "loglog") == 0) return log_mean_long("cloglog", -eta);
  return log_mean_long(link, -eta);
}

/* central differences of fourth order: f' and -f'' */
static void differences(long double (*f)(const char *, long double), const char *link, long double eta,
                        double *first, double *second) {
  const long double h = 1e-3L, a = f(link, eta - 2 * h), b = f(link, eta - h), c = f(link, eta),
                    d = f(link, eta + h), e = f(link, eta + 2 * h);
  *first = (double)((8 * (d - b) - (e - a)) / (12 * h));
  *second = (double)((a - 16 * b + 30 * c - 16 * d + e) / (12 * h * h));
}

static void test_derivatives(void) {
  const struct link *link;
  for (size_t i = 0; (link = link_at(i)) != NULL; i++) {
    bool rise = true, fall = true, curves = true, slope = true;
    for (double eta = -5; eta <= 5; eta += 0.37) {
      const struct link_value v = link->value(eta);
      double first, second;
      differences(log_mean_long, link->name, eta, &first, &second);
      rise = rise && near(v.rise, first, 1e-9);
      curves = curves && near(v.rise_curve, second, 1e-8);
      differences(log_rest_long, link->name, eta, &first, &second);
      fall = fall && near(v.fall, -first, 1e-9);
      curves = curves && near(v.fall_curve, second, 1e-8);
      slope =
          slope && close(v.rise * v.mean, v.slope, 1e-14) && close(v.fall * v.one_minus_mean, v.slope, 1e-14);
    }
    CHECK(rise);
    CHECK(fall);
    CHECK(curves);
    CHECK(slope);
  }
}

static struct fields mirror(struct fields v) {
  return (struct fields){{v.at[1], v.at[0], v.at[3], v.at[2], v.at[4], v.at[6], v.at[5], v.at[8], v.at[7]}};
}

static void test_symmetry(void) {
  bool logit = true, probit = true, cauchit = true, loglog = true;
  for (double eta = -50; eta <= 50; eta += 0.731) {
    logit = logit && fields_close(fields_of(link_find("logit")->value(eta)),
                                  mirror(fields_of(link_find("logit")->value(-eta))), 0);
    probit = probit && fields_close(fields_of(link_find("probit")->value(eta)),
                                    mirror(fields_of(link_find("probit")->value(-eta))), 0);
    cauchit = cauchit && fields_close(fields_of(link_find("cauchit")->value(eta)),
                                      mirror(fields_of(link_find("cauchit")->value(-eta))), 1e-15);
    loglog = loglog && fields_close(fields_of(link_find("loglog")->value(eta)),
                                    mirror(fields_of(link_find("cloglog")->value(-eta))), 0);
  }
  CHECK(logit);
  CHECK(probit);
  CHECK(cauchit);
  CHECK(loglog);
}

/* g(mean(eta)) = eta, as far as the rounding of the smaller of mean and 1 - mean allows */
static void test_inverse(void) {
  const struct link *link;
  for (size_t i = 0; (link = link_at(i)) != NULL; i++) {
    bool ok = true;
    for (double eta = -30; eta <= 30; eta += 0.43) {
      const struct link_value v = link->value(eta);
      if (fmin(v.mean, v.one_minus_mean) < DBL_MIN) continue;
      ok = ok && near(link->linear(v.mean, v.one_minus_mean), eta, 1e-13);
    }
    CHECK(ok);
    CHECK(link->linear(0, 1) == -INFINITY);
    CHECK(link->linear(1, 0) == INFINITY);
    CHECK(isnan(link->linear(NAN, NAN)));
  }
  CHECK(link_find("logit")->linear(0.5, 0.5) == 0);
  CHECK(link_find("probit")->linear(0.5, 0.5) == 0);
  CHECK(link_find("cauchit")->linear(0.5, 0.5) == 0);
  CHECK(near(link_find("probit")->linear(0.975, 0.025), 1.959963984540054, 1e-14));
}

static void test_limits(void) {
  const struct link *link;
  for (size_t i = 0; (link = link_at(i)) != NULL; i++) {
    const struct fields nan = fields_of(link->value(NAN));
    for (int k = 0; k < FIELDS; k++) CHECK(isnan(nan.at[k]));
    const struct link_value low = link->value(-INFINITY), high = link->value(INFINITY);
    CHECK(low.mean == 0 && low.one_minus_mean == 1 && high.mean == 1 && high.one_minus_mean == 0);
    CHECK(low.log_mean == -INFINITY && low.log_one_minus_mean == 0);
    CHECK(high.log_mean == 0 && high.log_one_minus_mean == -INFINITY);
    CHECK(low.slope == 0 && high.slope == 0 && low.fall == 0 && high.rise == 0);
    CHECK(low.fall_curve == 0 && high.rise_curve == 0);
    CHECK(!isnan(low.rise) && !isnan(high.fall) && !isnan(low.rise_curve) && !isnan(high.fall_curve));
  }
  CHECK(link_find("probit")->value(-INFINITY).rise_curve == 1);
  CHECK(link_find("cloglog")->value(-INFINITY).rise == 1);
  CHECK(link_find("cauchit")->value(-1e200).rise == 1e-200);
}

/* the two formulae on the sides of a switch agree; a step of 1e-14 in eta moves no field here by 1e-11 */
static void test_switches(void) {
  static const struct {
    const char *link;
    double eta;
  } at[] = {{"probit", -2},
            {"probit", 2},
            {"probit", -38},
            {"cloglog", 0},
            {"cloglog", -0.6931471805599453},
            {"cloglog", -0.3711},
            {"cloglog", -37},
            {"cloglog", -39.1},
            {"cauchit", 1e9},
            {"cauchit", -1e9}};
  for (size_t i = 0; i < sizeof at / sizeof at[0]; i++) {
    const double step = 1e-14 * fmax(1, fabs(at[i].eta));
    const struct link *link = link_find(at[i].link);
    CHECK(fields_close(fields_of(link->value(at[i].eta - step)), fields_of(link->value(at[i].eta + step)),
                       1e-10));
  }
}

enum { ROWS = 2 * TILE_ROWS + 128 };

static double *field(struct link_tile *tile, int k) {
  double *const at[FIELDS] = {tile->mean,      tile->one_minus_mean, tile->log_mean, tile->log_one_minus_mean,
                              tile->slope,     tile->rise,           tile->fall,     tile->rise_curve,
                              tile->fall_curve};
  return at[k];
}

static struct link_tile whole_tile(double *room) {
  double *at[FIELDS];
  for (int k = 0; k < FIELDS; k++) at[k] = room + k * ROWS;
  return (struct link_tile){at[0], at[1], at[2], at[3], at[4], at[5], at[6], at[7], at[8]};
}

static struct link_tile single_field(const struct link_tile *all, double *room, int k) {
  struct link_tile one = *all;
  double **const at[FIELDS] = {&one.mean,      &one.one_minus_mean, &one.log_mean, &one.log_one_minus_mean,
                               &one.slope,     &one.rise,           &one.fall,     &one.rise_curve,
                               &one.fall_curve};
  for (int j = 0; j < FIELDS; j++) *at[j] = j == k ? room : NULL;
  return one;
}

static void test_tiles(const struct kernel *kernel, const struct link *link, const double *eta) {
  static double room[FIELDS * ROWS], alone[ROWS];
  struct link_tile all = whole_tile(room);
  link_evaluate(link, kernel, ROWS, eta, &all);
  for (int k = 0; k < FIELDS; k++) {
    bool ok = true, same = true;
    const struct link_tile one = single_field(&all, alone, k);
    link_evaluate(link, kernel, ROWS, eta, &one);
    for (size_t i = 0; i < ROWS; i++) {
      const double value = field(&all, k)[i], wanted = fields_of(link->value(eta[i])).at[k];
      if (ok && !close(value, wanted, 1e-13)) {
        fprintf(stderr, "  %s %s field %d at %g: %.17g, not %.17g\n", link->name, kernel->name, k, eta[i],
                value, wanted);
        ok = false;
      }
      same = same && (value == alone[i] || (isnan(value) && isnan(alone[i])));
    }
    CHECK(ok);
    CHECK(same); /* what else is wanted does not matter */
  }
}

void test_link(void) {
  CHECK(link_find("logit") == link_at(0));
  CHECK(link_find("log") == NULL);
  CHECK(link_at(5) == NULL);
  test_references();
  test_derivatives();
  test_symmetry();
  test_inverse();
  test_limits();
  test_switches();
  static const double extreme[] = {-INFINITY, INFINITY, NAN,    0,    -0.0,  -800,   800,
                                   -745.1,    709.9,    -708.5, -37,  -38.6, 1e-300, -1e-300,
                                   1e300,     -1e300,   6.57,   6.62, -6.57, 1e-9};
  static double eta[ROWS];
  for (size_t i = 0; i < ROWS; i++)
    eta[i] = i < ROWS / 2 ? -12 + 24.0 * (double)i / (ROWS / 2) : -60 + 0.3752 * (double)(i - ROWS / 2);
  for (size_t i = 0; i < sizeof extreme / sizeof extreme[0]; i++) eta[17 * i + 3] = extreme[i];
  const struct kernel *kernel;
  for (size_t i = 0; (kernel = kernel_available(i)) != NULL; i++) {
    const struct link *link;
    for (size_t j = 0; (link = link_at(j)) != NULL; j++) test_tiles(kernel, link, eta);
  }
}
